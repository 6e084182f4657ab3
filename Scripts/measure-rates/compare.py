#!/usr/bin/env python3
"""Sets what measure-rates wrote against other ways to store the same images.

    compare.py BATCH.bin LINES.jsonl FOLDER    (numpy, pillow, zstandard)

For each line: the order-0 entropy of the codes and zstd -19 of them (for coefficients the entropy of each coefficient's
place for itself; zstd of codes as bytes, the smaller of two orders), a PNG of the decoded sheet, and what an optimized progressive JPEG
sheet takes at the same PSNR: interpolated in the logarithm of its bytes between qualities, the better of 4:2:0 and 4:4:4.
Prints a Markdown table of bytes an image.
"""
import io
import json
import sys

import numpy as np
import zstandard
from PIL import Image


def psnr(one, other):
    return 10 * np.log10(255**2 / np.mean((one.astype(float) - other.astype(float)) ** 2))


def sheet(images):
    n, _, side, _ = images.shape
    across = max(a for a in range(1, 51) if n % a == 0)
    tiles = images.reshape(n // across, across, 3, side, side).transpose(0, 3, 1, 4, 2)
    return tiles.reshape(n // across * side, across * side, 3)


def encoded(picture, **options):
    out = io.BytesIO()
    Image.fromarray(picture).save(out, **options)
    return out.getvalue()


def jpeg_curves(picture):
    curves = []
    for subsampling in (0, 2):
        points = []
        for quality in range(2, 96):
            data = encoded(
                picture, format="JPEG", quality=quality, optimize=True, progressive=True, subsampling=subsampling)
            points.append((psnr(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), picture), len(data)))
        curves.append(sorted(points))
    return curves


def jpeg_bytes(curves, target):
    found = []
    for points in curves:
        levels = [p[0] for p in points]
        if levels[0] <= target <= levels[-1]:
            found.append(np.exp(np.interp(target, levels, np.log([p[1] for p in points]))))
    return min(found) if found else None


def entropy(symbols):
    counts = np.unique(symbols, return_counts=True)[1]
    return -np.sum(counts * np.log2(counts / counts.sum())) / 8


def main(batch, lines, folder):
    zstd = zstandard.ZstdCompressor(level=19)
    originals, curves = {}, {}
    print("| images | kind | PSNR dB | ours | entropy | zstd -19 | PNG | JPEG sheet | ours to JPEG |")
    print("|---|---|---|---|---|---|---|---|---|")
    for line in map(json.loads, open(lines)):
        n, side, name = line["images"], line["side"], line["name"]
        if side not in originals:
            pixels = np.fromfile(batch, np.uint8, 3073 * n).reshape(n, 3073)[:, 1:].reshape(n, 3, 32, 32)
            if side == 16:
                pixels = ((pixels.reshape(n, 3, 16, 2, 16, 2).astype(int).sum((3, 5)) + 2) // 4).astype(np.uint8)
            originals[side] = pixels
            curves[side] = jpeg_curves(sheet(pixels))
        decoded = np.fromfile(f"{folder}/{name}.pixels", np.uint8).reshape(n, 3, side, side)
        if line["bits"] < 16:
            codes = np.fromfile(f"{folder}/{name}.codes", np.uint8)
            order0 = entropy(codes)
            bits = ((codes[:, None] >> np.arange(line["bits"])) & 1).astype(np.uint8)
            forms = [codes.tobytes(), np.packbits(bits.reshape(-1), bitorder="little").tobytes()]
        else:
            codes = np.fromfile(f"{folder}/{name}.codes", "<i2").reshape(n, -1, 256)
            blocks = codes.reshape(n, 3, -1, 256)
            order0 = sum(entropy(blocks[:, p, :, f]) for p in range(3) for f in range(256))
            small = np.clip(blocks, -128, 127).astype(np.int8)
            forms = [small.tobytes(), small.transpose(1, 3, 0, 2).tobytes()]
        plain = min(len(zstd.compress(form)) for form in forms)
        png = len(encoded(sheet(decoded), format="PNG", optimize=True))
        level = psnr(decoded, originals[side])
        jpeg = jpeg_bytes(curves[side], level)
        ours = line["file_bytes"]
        other = "- | -" if jpeg is None else f"{jpeg / n:.1f} | {ours / jpeg - 1:+.0%}"
        print(
            f"| {side}x{side} | {name.split('-', 1)[1]} | {level:.2f} | {ours / n:.1f} | {order0 / n:.1f} "
            f"| {plain / n:.1f} | {png / n:.1f} | {other} |")


if __name__ == "__main__":
    main(*sys.argv[1:4])
