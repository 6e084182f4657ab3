"""Channel means and deviations by numpy: python3 normalization.py."""
import numpy as np

from common import row

pixels = np.array([(i * i * 7 + i * 13 + 5) % 256 for i in range(11 * 3 * 4 * 5)], dtype=np.uint8)
pixels = pixels.reshape(11, 3, 4, 5)
pixels[:, 2] //= 9
some = pixels[[k * 11 // 4 for k in range(4)]]
print("// Printed by Scripts/figures/normalization.py: numpy", np.__version__ + ".")
print("enum NormalizationFigures {")
for name, used in [("all", pixels), ("four", some)]:
    print(f"  static let {name}Mean: [Float] = {row(used.mean(axis=(0, 2, 3)))}")
    print(f"  static let {name}Deviation: [Float] = {row(used.std(axis=(0, 2, 3)))}")
print("}")
