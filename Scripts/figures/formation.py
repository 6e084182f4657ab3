"""What bases that are cut into parts start as, and the parts that they become, by torch in binary64: python3 formation.py.

Bases are put together by assigning to their parts, as IDC's authors do it: images row by row.
"""
import torch
import torch.nn.functional as F

from common import chirp, projections, row


def figures(bases, side, channels, image_channels, height, width):
    count, (h, w) = side * side, (height // side, width // side)
    images = chirp(bases * count * height * width * image_channels, 1).reshape(-1, height, width, image_channels)
    images = images.permute(0, 3, 1, 2)
    found = torch.empty(bases, channels, h * side, w * side, dtype=torch.float64)
    for base in range(bases):
        for part in range(count):
            (i, j), image = divmod(part, side), images[base * count + part]
            if channels < image_channels:
                image = image.mean(0, keepdim=True)
            found[base, :, i * h : (i + 1) * h, j * w : (j + 1) * w] = F.adaptive_avg_pool2d(image, (h, w))
    parts = torch.stack([
        found[base, :, i * h : (i + 1) * h, j * w : (j + 1) * w]
        for base in range(bases) for i in range(side) for j in range(side)
    ])
    large = F.interpolate(parts, (height, width), mode="bilinear", align_corners=False)
    return found.shape, projections(found.permute(0, 2, 3, 1)), projections(large.permute(0, 2, 3, 1))


CASES = {
    "halves": (2, 2, 3, 3, 8, 8),
    "oddHalves": (3, 2, 3, 3, 11, 14),
    "thirds": (2, 3, 1, 1, 13, 12),
    "greyHalves": (2, 2, 1, 3, 9, 8),
    "greyWhole": (3, 1, 1, 3, 5, 6),
}
print("// Printed by Scripts/figures/formation.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("// Bases, parts along a side, channels of bases and of images, rows and columns of images; then the bases' shape, and")
print("// projections of bases [B, h, w, c] and of enlarged parts [B * parts, H, W, c].")
print("enum FormationFigures {")
for name, case in CASES.items():
    (bases, c, h, w), start, parts = figures(*case)
    print(f"  static let {name} = FormationCase(")
    print(f"    given: {list(case)}, shape: {[bases, h, w, c]},")
    print(f"    bases: {row(start)},")
    print(f"    parts: {row(parts)})")
print("}")
