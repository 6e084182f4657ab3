"""Small data sets, drawn from a seed, for scripts that want more shapes than fixtures/ has."""
import gzip
import random
import struct
import zlib


def image(label, index, channels, height, width):
    """Pixels [H, W, C]: faint stripes and a brightness of the class's own under noise: some are taken for another class."""
    rng = random.Random(f"{label} {index} {channels} {height} {width}")
    shift = rng.randrange(4)
    pixels = bytearray()
    for row in range(height):
        for column in range(width):
            stripe = 40 if (row * (label + 1) + column * (3 - label % 3) + shift) % 6 < 3 else 0
            for channel in range(channels):
                pixels.append(10 + 10 * ((label + channel) % 4) + stripe + rng.randrange(160))
    return bytes(pixels)


def png(pixels, channels, height, width):
    """A PNG file of pixels [H, W, C] of 1 or 3 channels."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    stride = width * channels
    rows = b"".join(b"\0" + pixels[row * stride:(row + 1) * stride] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def pictures(folder, classes, per_class, sizes, channels=3):
    """A folder of PNG files for each class; their sizes, (height, width), come in turns."""
    for label in range(classes):
        own = folder / f"class {label}"
        own.mkdir(parents=True)
        for index in range(per_class):
            height, width = sizes[(label + index) % len(sizes)]
            pixels = image(label, index, channels, height, width)
            (own / f"{index:03}.png").write_bytes(png(pixels, channels, height, width))
    return folder


def idx(folder, classes, per_class, side=28, packed=False):
    """Grey images as MNIST has them, for training and for tests; the latter gzipped, if they shall be."""
    folder.mkdir(parents=True)
    for split, first in (("train", 0), ("t10k", per_class)):
        count = classes * per_class
        pixels = b"".join(image(i % classes, first + i // classes, 1, side, side) for i in range(count))
        images = struct.pack(">IIII", 0x803, count, side, side) + pixels
        labels = struct.pack(">II", 0x801, count) + bytes(i % classes for i in range(count))
        for name, data in (("images-idx3", images), ("labels-idx1", labels)):
            if packed and split == "t10k":
                (folder / f"{split}-{name}-ubyte.gz").write_bytes(gzip.compress(data, mtime=0))
            else:
                (folder / f"{split}-{name}-ubyte").write_bytes(data)
    return folder
