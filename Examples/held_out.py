"""Which images of a data set `habazip compress --hold-out` kept out of an archive: those to test on.

Images are told by the digest of their pixels, so neither their order nor their names matter, and equal ones are held out
together. Needs nothing but Python.
"""
import hashlib
from collections import Counter, defaultdict
from decimal import Decimal


def digest(image):
    """SHA-256 of an image's bytes [C, H, W]."""
    return hashlib.sha256(image).digest()


def source(labels, digests):
    """What `recipe.json` calls the source: it says whether these are the images that an archive was made of."""
    entries = sorted(int(label).to_bytes(4, "little") + one for label, one in zip(labels, digests))
    return hashlib.sha256(b"".join(entries)).hexdigest()[:24]


def held_out(labels, digests, share, seed):
    """The indices of the images held out: of each class about `share` ("20%"), at least one where equal images allow it.

    Groups of equal images come in an order that hangs on the seed alone. One is held out where no class gets more than
    its share by it.
    """
    hundredths = int(Decimal(share.rstrip("%")) * 100)
    wanted = {label: max(1, (count * hundredths + 5000) // 10000) for label, count in Counter(labels).items()}
    groups = defaultdict(list)
    for index, one in enumerate(digests):
        groups[one].append(index)

    def key(one):
        return hashlib.sha256(seed.to_bytes(8, "little") + one).digest()

    held, chosen = Counter(), []
    for one in sorted(groups, key=key):
        group = Counter(labels[index] for index in groups[one])
        if all(held[label] + count <= wanted[label] for label, count in group.items()):
            held += group
            chosen += groups[one]
    return sorted(chosen)
