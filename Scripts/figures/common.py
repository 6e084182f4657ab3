"""What the scripts of this folder share. Each prints the Swift file that holds its figures."""
import torch

MASK = (1 << 64) - 1


def chirp(count, phase):
    """Numbers without a pattern that anyone can compute again: sin(0.37 i + 0.0101 i^2 + phase) as binary32."""
    i = torch.arange(count, dtype=torch.float64)
    return torch.sin(0.37 * i + 0.0101 * i * i + phase).float().double()


def projections(values):
    """Four weighted sums of values in row-major order: they change when any value or the order does.

    Value i is weighted by sin((0.41 + 0.17 k) i + 0.0073 (k + 1) i^2).
    """
    flat = values.detach().reshape(-1).double()
    i = torch.arange(flat.numel(), dtype=torch.float64)
    return [float((flat * torch.sin((0.41 + 0.17 * k) * i + 0.0073 * (k + 1) * i * i)).sum()) for k in range(4)]


def row(values):
    return "[" + ", ".join(f"{float(v):.9g}" for v in values) + "]"


def rows(values, indent):
    space = " " * indent
    return "[\n" + "".join(f"{space}  {row(v)},\n" for v in values) + space + "]"


def wrapped(values, indent, each=6):
    space = " " * indent
    values = [float(v) for v in values]
    lines = [", ".join(f"{v:.9g}" for v in values[k : k + each]) for k in range(0, len(values), each)]
    return "[\n" + "".join(f"{space}  {line},\n" for line in lines) + space + "]"


class SplitMix64:
    """The generator of HabaTensor's RandomSource, from its definition (Steele, Lea and Flood, 2014)."""

    def __init__(self, seed, purpose=0):
        salt = (purpose * 0xD1B54A32D192ED03 + 0x2545F4914F6CDD1D) & MASK
        self.state = ((seed * 0x9E3779B97F4A7C15) & MASK) ^ salt
        self.next()
        mixed = self.next()
        self.state ^= mixed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * ((self.next() >> 40) / (1 << 24))

    def below(self, bound):
        return ((self.next() >> 32) * bound) >> 32

    def permutation(self, count):
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order
