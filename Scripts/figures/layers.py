"""Layers that other networks than ConvNet-3 need, by torch in binary64: python3 layers.py."""
import torch
import torch.nn.functional as F

from common import chirp, projections, row


def images(n, h, w, c, phase):
    return chirp(n * h * w * c, phase).reshape(n, h, w, c).permute(0, 3, 1, 2)


def last(y):
    return projections(y.permute(0, 2, 3, 1))


x = images(2, 7, 6, 4, 1)
kernel = chirp(3 * 2 * 4 * 3, 2).reshape(3, 2, 4, 3).permute(3, 2, 0, 1)
figures = {
    "strided": last(F.conv2d(x, kernel, stride=2, padding=1)),
    "groupNorm": last(F.group_norm(x, 2)),
    "batchNorm": last(F.batch_norm(x, None, None, training=True)),
    "maxPooled": last(F.max_pool2d(x, 3, 2)),
    "adaptive": last(F.adaptive_avg_pool2d(x, (3, 4))),
    "enlarged": last(F.interpolate(x, (13, 9), mode="bilinear", align_corners=False)),
    "reduced": last(F.interpolate(x, (4, 5), mode="bilinear", align_corners=False)),
    "cosine": projections(1 - F.cosine_similarity(chirp(12, 1).reshape(4, 3), chirp(12, 3).reshape(4, 3), dim=0)),
}
print("// Printed by Scripts/figures/layers.py: PyTorch", torch.__version__.split("+")[0] + ".")
print("enum LayerFigures {")
for name, values in figures.items():
    print(f"  static let {name}: [Float] = {row(values)}")
print("}")
