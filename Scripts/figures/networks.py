#!/usr/bin/env python3
"""Scores, loss and gradients of ResNet18, VGG11 and AlexNet by PyTorch in binary64: python3 networks.py NAME.

They are written down once more, from their published tables, with torch's own modules.
"""
import math
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode

from common import chirp, projections, rows, wrapped

WIDTH, CLASSES, LABELS = 16, 4, [0, 2, 1]
# Whole stems and stages, the 28 pixels of MNIST, and images too small to be halved as often as published.
SHAPES = {"colored": (3, 32, 32), "grey": (1, 28, 28), "small": (3, 6, 9)}


def smaller(size, by):
    return [(side + by) // 2 for side in size]


class Norm(nn.GroupNorm):
    def __init__(self, channels):
        super().__init__(channels, channels)


class AlexNet(nn.Module):
    def __init__(self, channels, size, width, classes):
        super().__init__()
        layers = []
        for side, share, pooled in [(5, 128, 1), (5, 192, 1), (3, 256, 0), (3, 192, 0), (3, 192, 1)]:
            outputs = share * width // 128
            layers += [nn.Conv2d(channels, outputs, side, padding=side // 2), nn.ReLU()]
            if pooled and min(smaller(size, 0)) >= 1:
                layers.append(nn.MaxPool2d(2))
                size = smaller(size, 0)
            channels = outputs
        self.body = nn.Sequential(*layers)
        self.linear = nn.Linear(channels * size[0] * size[1], classes)

    def forward(self, x):
        return self.linear(self.body(x).permute(0, 2, 3, 1).flatten(1))


class VGG11(nn.Module):
    def __init__(self, channels, size, width, classes):
        super().__init__()
        layers = []
        plan = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]
        for place, step in enumerate(plan):
            if step != "M":
                outputs = step * width // 64
                layers += [nn.Conv2d(channels, outputs, 3, padding=1), Norm(outputs), nn.ReLU()]
                channels = outputs
            elif min(smaller(size, 0)) >= (1 if place == len(plan) - 1 else 2):
                layers.append(nn.MaxPool2d(2))
                size = smaller(size, 0)
        self.body = nn.Sequential(*layers)
        self.linear = nn.Linear(channels, classes)

    def forward(self, x):
        return self.linear(self.body(x).mean((2, 3)))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), Norm(outputs))
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), Norm(outputs))
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), Norm(outputs))

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self, channels, size, width, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(channels, width, 3, 1, 1, bias=False), Norm(width), nn.ReLU())
        blocks, inputs = [], width
        for stage in range(4):
            outputs, stride = width * 2**stage, 1
            if stage > 0 and min(smaller(size, 1)) >= 2:
                size, stride = smaller(size, 1), 2
            blocks += [Block(inputs, outputs, stride), Block(outputs, outputs, 1)]
            inputs = outputs
        self.body = nn.Sequential(*blocks)
        self.linear = nn.Linear(inputs, classes)

    def forward(self, x):
        return self.linear(self.body(self.stem(x)).mean((2, 3)))


class Margin(TorchFunctionMode):
    """The least distance from a place where gradients jump: of what is rectified from 0, of each largest value from the second."""

    def __init__(self):
        self.least = math.inf

    def __torch_function__(self, function, types, arguments=(), options=None):
        if function in (F.relu, torch.relu):
            self.see(arguments[0].abs())
        if function in (F.max_pool2d, torch.max_pool2d):
            best = F.unfold(arguments[0], 2, stride=2).unflatten(1, (-1, 4)).topk(2, dim=2).values
            self.see((best[:, :, 0] - best[:, :, 1])[best[:, :, 0] > 0])
        return function(*arguments, **(options or {}))

    def see(self, distances):
        if distances.numel():
            self.least = min(self.least, distances.min().item())


def images(phase, channels, height, width):
    return chirp(3 * channels * height * width, phase).reshape(3, height, width, channels).permute(0, 3, 1, 2)


def margin(network, phase, shape):
    with torch.no_grad(), Margin() as seen:
        network(images(phase, *shape))
    return seen.least


NETWORKS = {"alexnet": AlexNet, "vgg11": VGG11, "resnet18": ResNet18}


def ours(values):
    """PyTorch's [O, I, H, W] and [K, F] as [H, W, I, O] and [F, K]."""
    return values.permute(2, 3, 1, 0) if values.dim() == 4 else values.T


def fill(network):
    """Kernels of about the variance that keeps signals as large as they are, all from chirps."""
    for phase, (name, p) in enumerate(network.named_parameters()):
        values = chirp(p.numel(), phase)
        if p.dim() > 1:
            values = 2 / math.sqrt(p[0].numel()) * values
            shape = [p.shape[2], p.shape[3], p.shape[1], p.shape[0]] if p.dim() == 4 else [p.shape[1], p.shape[0]]
            values = values.reshape(shape).permute(3, 2, 0, 1) if p.dim() == 4 else values.reshape(shape).T
        else:
            values = 0.2 * values + (1 if p.ndim == 1 and is_scale(network, name) else 0)
        p.data = values.float().double()


def is_scale(network, name):
    owner, kind = name.rsplit(".", 1)
    return kind == "weight" and isinstance(network.get_submodule(owner), nn.GroupNorm)


def main():
    name = sys.argv[1]
    make = NETWORKS[name]
    title = make.__name__
    print(f"// Printed by Scripts/figures/networks.py {name}: PyTorch", torch.__version__.split("+")[0] + ".")
    print(f"enum {title}Figures {{")
    counts = [sum(p.numel() for p in make(c, [s, s], w, 10).parameters())
              for c, s, w in [(3, 32, {"alexnet": 128}.get(name, 64)), (1, 28, {"alexnet": 128}.get(name, 64))]]
    print(f"  /// Parameters at the published width for ten classes of 32x32 in colour, of 28x28 in grey.")
    print(f"  static let counts = {counts}")
    for label, (channels, height, width) in SHAPES.items():
        network = make(channels, [height, width], WIDTH, CLASSES).double()
        fill(network)
        # Where rounding to binary32 changes no sign: gradients of a network with an edge there differ by whole terms.
        phase = max(range(99, 131), key=lambda phase: margin(network, phase, (channels, height, width)))
        given = images(phase, channels, height, width).requires_grad_()
        scores = network(given)
        loss = F.cross_entropy(scores, torch.tensor(LABELS))
        gradients = [ours(g) if g.dim() > 1 else g for g in torch.autograd.grad(loss, list(network.parameters()), retain_graph=True)]
        gradients.append(torch.autograd.grad(loss, given)[0].permute(0, 2, 3, 1))
        print(f"  static let {label} = NetworkCase(")
        print(f"    phase: {phase},")
        print(f"    loss: {loss.item():.9g},")
        print(f"    scores: {wrapped(scores.detach().reshape(-1), 4)},")
        print(f"    norms: {wrapped([g.norm().item() for g in gradients], 4)},")
        print(f"    projections: {rows([projections(g) for g in gradients], 4)})")
    print("}")


if __name__ == "__main__":
    main()
