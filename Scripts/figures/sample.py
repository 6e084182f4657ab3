"""Figures of SampleTests, by python3 sample.py: images that SplitMix64 and Fisher and Yates' exchange draw of each class."""
MASK = (1 << 64) - 1


def numbers(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        value = state
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
        value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
        yield value ^ value >> 31


def sample(labels, per_class, seed):
    source = numbers(seed)
    chosen = []
    for label in sorted(set(labels)):
        own = [image for image, other in enumerate(labels) if other == label]
        for place in range(min(per_class, len(own))):
            other = place + (next(source) * (len(own) - place) >> 64)
            own[place], own[other] = own[other], own[place]
        chosen += own[:per_class]
    return sorted(chosen)


LABELS = [image * image % 7 % 3 for image in range(40)]
for per_class, seed in ((3, 0), (3, 1), (5, 2**64 - 1), (1, 12345)):
    print(per_class, seed, sample(LABELS, per_class, seed))
