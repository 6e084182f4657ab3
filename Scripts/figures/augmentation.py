"""The augmentations of DSA by their authors' formulas in PyTorch (binary64), drawn with RandomSource's numbers.

The formulas are those of `utils.py` in github.com/VICO-UoE/DatasetCondensation: affine_grid and grid_sample
for scale and rotate, padding and indexing for crop, a zeroed index grid for cutout. python3 augmentation.py.
"""
import math

import torch
import torch.nn.functional as F

from common import SplitMix64, chirp, projections, row


def color(x, n, random):
    brightness = [random.uniform(-0.5, 0.5) for _ in range(n)]
    saturation = [random.uniform(0, 2) for _ in range(n)]
    contrast = [random.uniform(0.5, 1.5) for _ in range(n)]
    each = lambda values: torch.tensor(values, dtype=torch.float64).reshape(-1, 1, 1, 1)
    x = x + each(brightness)
    mean = x.mean(dim=1, keepdim=True)
    x = (x - mean) * each(saturation) + mean
    mean = x.mean(dim=[1, 2, 3], keepdim=True)
    return (x - mean) * each(contrast) + mean


def crop(x, n, random):
    count, _, height, width = x.shape
    reach_y, reach_x = int(height * 0.125 + 0.5), int(width * 0.125 + 0.5)
    moves = []
    for _ in range(n):
        dx = random.below(2 * reach_x + 1) - reach_x
        moves.append((random.below(2 * reach_y + 1) - reach_y, dx))
    moves = torch.tensor(moves).expand(count, 2)
    b, i, j = torch.meshgrid(torch.arange(count), torch.arange(height), torch.arange(width), indexing="ij")
    i = torch.clamp(i + moves[:, 0].reshape(-1, 1, 1) + 1, 0, height + 1)
    j = torch.clamp(j + moves[:, 1].reshape(-1, 1, 1) + 1, 0, width + 1)
    padded = F.pad(x, [1, 1, 1, 1]).permute(0, 2, 3, 1)
    return padded[b, i, j].permute(0, 3, 1, 2)


def cutout(x, n, random):
    count, _, height, width = x.shape
    size = int(height * 0.5 + 0.5), int(width * 0.5 + 0.5)
    offsets = [
        (random.below(height + 1 - size[0] % 2), random.below(width + 1 - size[1] % 2)) for _ in range(n)
    ]
    offsets = torch.tensor(offsets).expand(count, 2)
    b, i, j = torch.meshgrid(torch.arange(count), torch.arange(size[0]), torch.arange(size[1]), indexing="ij")
    i = torch.clamp(i + offsets[:, 0].reshape(-1, 1, 1) - size[0] // 2, 0, height - 1)
    j = torch.clamp(j + offsets[:, 1].reshape(-1, 1, 1) - size[1] // 2, 0, width - 1)
    mask = torch.ones(count, height, width, dtype=torch.float64)
    mask[b, i, j] = 0
    return x * mask.unsqueeze(1)


def flip(x, n, random):
    flipped = torch.tensor([random.uniform() < 0.5 for _ in range(n)]).reshape(-1, 1, 1, 1)
    return torch.where(flipped, x.flip(3), x)


def moved(x, theta, corners):
    theta = torch.tensor(theta, dtype=torch.float64).expand(x.shape[0], 2, 3)
    return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=corners), align_corners=corners)


def scale(x, n, random, corners):
    theta = []
    for _ in range(n):
        sx = random.uniform(1 / 1.2, 1.2)
        theta.append([[sx, 0, 0], [0, random.uniform(1 / 1.2, 1.2), 0]])
    return moved(x, theta, corners)


def rotate(x, n, random, corners):
    theta = []
    for _ in range(n):
        angle = random.uniform(-15, 15) * math.pi / 180
        theta.append([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0]])
    return moved(x, theta, corners)


def run(operation, shape, n, seed, *more):
    count, channels, height, width = shape
    x = chirp(count * channels * height * width, 1).reshape(count, height, width, channels).permute(0, 3, 1, 2)
    return operation(x, n, SplitMix64(seed), *more).permute(0, 2, 3, 1)


# On square images the authors' grids (corners not aligned) and those between pixel centres (aligned) are the same map;
# on others they differ in rotation, and the figures are those of aligned corners.
print("// Printed by Scripts/figures/augmentation.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("enum AugmentationFigures {")
for name, shape, corners in [("square", (5, 3, 8, 8), False), ("oblong", (5, 1, 6, 9), True)]:
    for draws, n in [("Each", 5), ("Shared", 1)]:
        print(f"  static let {name}{draws}: [[Float]] = [")
        for operation in [color, crop, cutout, flip]:
            print(f"    {row(projections(run(operation, shape, n, 11)))},")
        for operation in [scale, rotate]:
            print(f"    {row(projections(run(operation, shape, n, 11, corners)))},")
        print("  ]")
print("}")
