#!/usr/bin/env python3
"""Trains ConvNet-3 on the folder that `habazip expand` wrote, and tests it on a real test set.

    habazip expand cifar.haba -o images
    python3 Examples/train_pytorch.py images --test cifar-10-batches-bin --trials 3

Network, augmentation and optimizer are those of `habazip evaluate`, so both find the same accuracy but for
chance. DIR may also be a plain data set, whose training split is used. Where recipe.json says that a part of the
training data was held out, that part alone is tested on. Prints one JSON value. Needs torch, numpy and pillow.
"""
import argparse
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from data_sets import read_data_set, read_recipe
from held_out import digest, held_out, source

# The recipe, as `habazip evaluate` has it.
STEPS, BATCH, WIDTH = 2000, 64, 128
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.02, 0.9, 5e-4  # the rate falls to 0 as a cosine
AUGMENTATIONS = "color_crop_cutout_flip_scale_rotate"
SCALE, ROTATE, CROP, CUTOUT, BRIGHTNESS, SATURATION, CONTRAST = 1.2, 15.0, 0.125, 0.5, 1.0, 2.0, 0.5


class ConvNet3(nn.Module):
    """Three times convolution, instance norm, ReLU, pooling; then a linear layer."""

    def __init__(self, channels, classes, height, width, features):
        super().__init__()
        layers, inputs = [], channels
        for _ in range(3):
            layers += [nn.Conv2d(inputs, features, 3, padding=1), nn.GroupNorm(features, features), nn.ReLU(), nn.AvgPool2d(2)]
            inputs = features
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(features * (height >> 3) * (width >> 3), classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def augment(x):
    """Differentiable siamese augmentation, mode S: one kind for the batch, its parameters drawn for each image."""
    n, _, h, w = x.shape
    kinds = AUGMENTATIONS.split("_")
    kind = kinds[torch.randint(len(kinds), ()).item()]

    def draw():
        return torch.rand(n, 1, 1, 1)

    def place(rows):
        theta = torch.stack([torch.stack(row, 1) for row in rows], 1)
        return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=True), align_corners=True)

    zero = torch.zeros(n)
    rows, columns = torch.arange(h).view(1, 1, h, 1), torch.arange(w).view(1, 1, 1, w)
    if kind == "flip":
        return torch.where(draw() < 0.5, x.flip(3), x)
    if kind == "scale":
        sx, sy = (torch.rand(n) * (SCALE - 1 / SCALE) + 1 / SCALE for _ in range(2))
        return place([[sx, zero, zero], [zero, sy, zero]])
    if kind == "rotate":
        angle = (torch.rand(n) - 0.5) * 2 * math.radians(ROTATE)
        return place([[angle.cos(), -angle.sin(), zero], [angle.sin(), angle.cos(), zero]])
    if kind == "crop":
        dy, dx = (torch.randint(-int(s * CROP + 0.5), int(s * CROP + 0.5) + 1, (n, 1, 1, 1)) for s in (h, w))
        inside = (rows + dy >= 0) & (rows + dy < h) & (columns + dx >= 0) & (columns + dx < w)
        source = (rows + dy).clamp(0, h - 1) * w + (columns + dx).clamp(0, w - 1)
        return x.flatten(2).gather(2, source.flatten(2).expand(-1, x.shape[1], -1)).view_as(x) * inside
    if kind == "cutout":
        sizes = [int(s * CUTOUT + 0.5) for s in (h, w)]
        top, left = (torch.randint(0, s + 1 - size % 2, (n, 1, 1, 1)) - size // 2 for s, size in zip((h, w), sizes))
        hole = (rows >= top) & (rows < top + sizes[0]) & (columns >= left) & (columns < left + sizes[1])
        return x * ~hole
    x = x + (draw() - 0.5) * BRIGHTNESS
    mean = x.mean(1, keepdim=True)
    x = (x - mean) * (draw() * SATURATION) + mean
    mean = x.mean((1, 2, 3), keepdim=True)
    return (x - mean) * (draw() + CONTRAST) + mean


def batches(count, size):
    """Endless batches of indices: shuffled epochs one after the other, running on across batches."""
    order = torch.empty(0, dtype=torch.long)
    while True:
        while len(order) < size:
            order = torch.cat([order, torch.randperm(count)])
        yield order[:size]
        order = order[size:]


def trial(train, labels, classes, test, test_labels, options, seed, rate):
    """Trains a fresh network; its accuracy on the test set. Images are normalised float [N, C, H, W]."""
    torch.manual_seed(seed)
    net = ConvNet3(train.shape[1], classes, *train.shape[2:], options.width)
    optimizer = torch.optim.SGD(net.parameters(), rate, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.steps)
    for _, indices in zip(range(options.steps), batches(len(train), options.batch)):
        optimizer.zero_grad()
        F.cross_entropy(net(augment(train[indices])), labels[indices]).backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in zip(test.split(500), test_labels.split(500)))
    return hits / len(test)


def read_test(options, shape, recipe):
    """The images to test on, fitted to a shape (C, H, W) as the archive's were, with labels and names."""
    fit = options.fit or recipe.get("fit")
    hold_out = recipe.get("hold_out")
    if not hold_out or options.whole_test:
        return read_data_set(options.test, "test", shape, fit)
    images, labels, names = read_data_set(options.test, "train", shape, fit)
    digests, labels = [digest(image) for image in images], labels.tolist()
    found = source(labels, digests)
    if found != hold_out["source"]:
        sys.exit(f"{options.test}: its images are not those that {options.dir} was made of (they have the digest {found}, "
                 f"recipe.json says {hold_out['source']}), or they decode otherwise here (Pillow 13 or newer with "
                 "libjpeg-turbo decodes and resizes as habazip does); give --whole-test to test on all of the test split")
    held = held_out(labels, digests, hold_out["share"], hold_out["seed"])
    return images[held], np.array(labels)[held], names


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path, metavar="DIR", help="an expanded folder, or a data set")
    parser.add_argument("--test", type=Path, required=True, metavar="DATASET")
    parser.add_argument("--fit", choices=("crop", "pad", "stretch"), help="how test images of another size are fitted")
    parser.add_argument("--whole-test", action="store_true", help="test on the test split, whatever was held out")
    parser.add_argument("--trials", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--width", type=int, default=WIDTH, help="features of each layer")
    parser.add_argument("--seed", type=int, default=0, help="of the first trial; the next ones count on")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    options = parser.parse_args()
    if options.threads > 0:
        torch.set_num_threads(options.threads)
    start = time.perf_counter()

    train, labels, names = read_data_set(options.dir, "train")
    recipe = read_recipe(options.dir)
    test, test_labels, test_names = read_test(options, train.shape[1:], recipe)
    if names and test_names:
        if set(names) != set(test_names):
            sys.exit(f"{options.test}: its classes are not those of {options.dir}")
        test_labels = np.array([names.index(name) for name in test_names])[test_labels]

    # Byte sums are exact, whatever the order.
    mean = train.mean((0, 2, 3), dtype=np.float64).reshape(1, -1, 1, 1)
    std = np.maximum(train.std((0, 2, 3), dtype=np.float64), 1).reshape(1, -1, 1, 1)
    train, test = (torch.from_numpy(((x - mean) / std).astype(np.float32)) for x in (train, test))
    # Classes by number, or targets of the cross-entropy for each.
    labels = torch.from_numpy(labels) if labels.ndim == 2 else torch.from_numpy(labels).long()
    test_labels = torch.from_numpy(test_labels).long()

    classes = len(names) if names else int(labels.max()) + 1
    rate = recipe.get("learning_rate") or LEARNING_RATE
    trials = [{"seed": seed, "accuracy": trial(train, labels, classes, test, test_labels, options, seed, rate)}
              for seed in range(options.seed, options.seed + options.trials)]
    found = [one["accuracy"] for one in trials]
    print(json.dumps({
        "network": "convnet3", "trials": trials,
        "accuracy": {"mean": float(np.mean(found)), "std": float(np.std(found))}, "test_images": len(test),
        "recipe": {"epochs": math.ceil(options.steps * options.batch / len(train)), "steps": options.steps,
                   "batch": options.batch, "optimizer": "SGD", "schedule": "cosine",
                   "learning_rate": rate, "momentum": MOMENTUM, "weight_decay": WEIGHT_DECAY,
                   "augmentation": AUGMENTATIONS, "width": options.width},
        "seconds": round(time.perf_counter() - start, 1)}))


if __name__ == "__main__":
    main()
