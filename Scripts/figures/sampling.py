"""Bilinear sampling by torch's affine_grid and grid_sample in binary64, corners aligned: python3 sampling.py."""
import torch
import torch.nn.functional as F

from common import chirp, projections, row, rows

TRANSFORMS = [[0.8, 0.3, 0.1, -0.2, 1.1, -0.3], [1.3, 0, -0.4, 0.25, 0.7, 0.2], [-1, 0, 0, 0, -1, 0]]


def sampled(height, width, channels):
    theta = torch.tensor(TRANSFORMS, dtype=torch.float64).reshape(-1, 2, 3)
    x = chirp(len(TRANSFORMS) * height * width * channels, 1).reshape(-1, height, width, channels)
    x = x.permute(0, 3, 1, 2).clone().requires_grad_()
    grid = F.affine_grid(theta, x.shape, align_corners=True)
    y = F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=True).permute(0, 2, 3, 1)
    weights = chirp(y.numel(), 2).reshape(y.shape)
    (y * weights).sum().backward()
    return projections(y), projections(x.grad.permute(0, 2, 3, 1))


print("// Printed by Scripts/figures/sampling.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("enum SamplingFigures {")
print(f"  static let transforms: [[Float]] = {rows(TRANSFORMS, 2)}")
for name, size in [("square", (6, 6, 3)), ("wide", (5, 8, 2))]:
    values, gradient = sampled(*size)
    print(f"  static let {name}: [Float] = {row(values)}")
    print(f"  static let {name}Gradient: [Float] = {row(gradient)}")
print("}")
