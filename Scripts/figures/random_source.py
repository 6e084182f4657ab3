"""First draws of RandomSource, computed by Python's integers: python3 random_source.py."""
import math

from common import SplitMix64, row, wrapped


def normals(source, count):
    values = []
    while len(values) < count:
        radius = math.sqrt(-2 * math.log(1 - source.uniform()))
        angle = 2 * math.pi * source.uniform()
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return values[:count]


print("// Printed by Scripts/figures/random_source.py.")
print("enum RandomFigures {")
for name, seed, purpose in [("zero", 0, 0), ("seven", 7, 1000), ("last", (1 << 64) - 1, 3)]:
    source = SplitMix64(seed, purpose)
    words = [f"0x{source.next():016X}" for _ in range(4)]
    print(f"  static let {name}: [UInt64] = [\n    {', '.join(words)},\n  ]")
source = SplitMix64(7, 0)
print(f"  static let uniform: [Float] = {row(source.uniform() for _ in range(5))}")
source = SplitMix64(7, 0)
print(f"  static let below: [Int] = {[source.below(n) for n in (2, 3, 10, 1000, 1_000_000_007)]}")
source = SplitMix64(7, 0)
print(f"  static let permutation: [Int] = {source.permutation(12)}")
source = SplitMix64(7, 0)
print(f"  static let normals: [Float] = {wrapped(normals(source, 7), 2)}")
print("}")
