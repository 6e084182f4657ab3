#!/usr/bin/env python3
"""Prints the figures that FittingTests and HoldOutTests hold the reader to, by Pillow and hashlib.

    python3 Scripts/figures/fitting.py          # needs Pillow 13 and numpy
"""
import hashlib
import pathlib
import zlib

import numpy
import PIL
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "kinds" / "sizes"


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def largest(ratio, area):
    (a, b), (w, h) = ratio, area
    return min(w, max(1, half_up(h * a, b))), min(h, max(1, half_up(w * b, a)))


def fitted(image, size, fit):
    if fit == "stretch":
        return image.resize(size, Image.Resampling.BILINEAR)
    if fit == "crop":
        w, h = largest(size, image.size)
        left, top = (image.width - w) // 2, (image.height - h) // 2
        return image.crop((left, top, left + w, top + h)).resize(size, Image.Resampling.BILINEAR)
    w, h = largest(image.size, size)
    canvas = Image.new(image.mode, size)
    canvas.paste(image.resize((w, h), Image.Resampling.BILINEAR), ((size[0] - w) // 2, (size[1] - h) // 2))
    return canvas


def planes(fit, size):
    classes = sorted(p for p in ROOT.iterdir() if p.is_dir())
    files = [(label, f) for label, folder in enumerate(classes) for f in sorted(folder.iterdir())]
    images = [(label, Image.open(f)) for label, f in files]
    mode = "L" if all(image.mode in ("L", "1", "I;16", "LA") for _, image in images) else "RGB"
    return [
        (label, numpy.asarray(fitted(image.convert(mode), size, fit)).reshape(size[1], size[0], -1).transpose(2, 0, 1).tobytes())
        for label, image in images
    ]


def held_out(images, hundredths, seed):
    digests = [hashlib.sha256(pixels).digest() for _, pixels in images]
    source = hashlib.sha256(b"".join(sorted(l.to_bytes(4, "little") + d for (l, _), d in zip(images, digests)))).hexdigest()[:24]
    groups = {}
    for index, digest in enumerate(digests):
        groups.setdefault(digest, []).append(index)
    counts = {}
    for label, _ in images:
        counts[label] = counts.get(label, 0) + 1
    wanted = {label: max(1, (n * hundredths + 5000) // 10_000) for label, n in counts.items()}
    held, chosen = dict.fromkeys(counts, 0), []
    for digest in sorted(groups, key=lambda d: hashlib.sha256(seed.to_bytes(8, "little") + d).digest()):
        own = {}
        for index in groups[digest]:
            own[images[index][0]] = own.get(images[index][0], 0) + 1
        if all(held[l] + n <= wanted[l] for l, n in own.items()):
            for l, n in own.items():
                held[l] += n
            chosen += groups[digest]
    return source, sorted(chosen)


if __name__ == "__main__":
    print("Pillow", PIL.__version__)
    for fit in ("crop", "pad", "stretch"):
        for size in ((16, 12), (7, 30), (3, 3), (40, 9)):
            print(fit, size, "%08x" % zlib.crc32(b"".join(p for _, p in planes(fit, size))))
    # 60 images of 3 classes as HoldOutTests makes them: pixels are a digest's bytes, every tenth image repeats the one before.
    images = []
    for index in range(60):
        number = index - 1 if index % 10 == 9 else index
        images.append((index % 3 if index % 10 != 9 else (index - 1) % 3, hashlib.sha256(b"%d" % number).digest()[:12]))
    for hundredths, seed in ((2000, 0), (2000, 7), (1250, 1), (5000, 2)):
        print(hundredths, seed, *held_out(images, hundredths, seed))
