"""Reads data sets as habazip does: folders of images, what `expand` wrote, CIFAR's and MNIST-style files.

Images are uint8 [N, C, H, W]. Needs numpy and pillow; Pillow 13 resizes as habazip does, older ones differ here and there
by one level.
"""
import csv
import gzip
import json
import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
# Files so named are looked into, and told by what they hold.
ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".heic", ".heif",
           ".hif", ".avif", ".jp2", ".j2k", ".jpf", ".jpx", ".jxl", ".ico", ".svg", ".psd", ".pnm", ".pbm", ".pgm", ".ppm")
# Folders of these names, in any case, hold splits rather than classes; the first that is there is taken.
SPLIT_NAMES = {"train": ("train", "training"), "test": ("test", "testing", "val", "valid", "validation", "eval")}
CIFAR_PATTERNS = {"train": ("data_batch_*.bin", "train.bin"), "test": ("test_batch.bin", "test.bin")}


def rounded(a, b):
    """a / b to the nearest whole number, halves up."""
    return (2 * a + b) // (2 * b)


def fitted(image, size, fit):
    """An image (PIL's) of another size made one of `size`, (width, height)."""
    if image.size == size:
        return image
    if fit is None:
        sys.exit("test images are of {}x{} pixels, those to train on of {}x{}: give --fit crop, pad or stretch"
                 .format(*image.size, *size))
    (w, h), (tw, th) = image.size, size
    if fit == "crop":  # the largest region in the middle that has the wanted ratio
        cw, ch = min(w, max(1, rounded(h * tw, th))), min(h, max(1, rounded(w * th, tw)))
        left, top = (w - cw) // 2, (h - ch) // 2
        image = image.crop((left, top, left + cw, top + ch))
    elif fit == "pad":  # all of it, in the middle of black
        pw, ph = min(tw, max(1, rounded(w * th, h))), min(th, max(1, rounded(h * tw, w)))
        padded = Image.new(image.mode, size)
        padded.paste(image.resize((pw, ph), Image.Resampling.BILINEAR), ((tw - pw) // 2, (th - ph) // 2))
        return padded
    return image.resize(size, Image.Resampling.BILINEAR)


def decoded(path):
    """An image file as PIL's grey or RGB image, with alpha over black."""
    with Image.open(path, formats=FORMATS) as image:
        # Pillow gives grey with alpha of 16 bits each as RGBA.
        grey = image.mode in ("1", "L", "LA", "I", "I;16") or any(tile[3] == "LA;16B" for tile in image.tile)
        if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image)
        return image.convert("L" if grey else "RGB")


def stacked(images, shape, fit):
    """PIL's images as an array [N, C, H, W] of a shape (C, H, W); without one, grey if all are grey, otherwise RGB."""
    if shape:
        images = [fitted(image, shape[:0:-1], fit) for image in images]
    grey = all(image.mode == "L" for image in images) if shape is None else shape[0] == 1
    if grey and any(image.mode != "L" for image in images):
        sys.exit("images are in colour where grey ones are needed")
    if len({image.size for image in images}) > 1:
        sys.exit("images differ in size: expand an archive that was made with --size")
    arrays = [np.asarray(image.convert("L" if grey else "RGB")).reshape(image.height, image.width, -1) for image in images]
    return np.ascontiguousarray(np.stack(arrays).transpose(0, 3, 1, 2))


def shaped(images, shape, fit):
    """Images [N, C, H, W] made those of a shape (C, H, W), where there is one."""
    if shape is None or images.shape[1:] == tuple(shape):
        return images
    pictures = (Image.fromarray(image[0] if len(image) == 1 else image.transpose(1, 2, 0)) for image in images)
    return stacked(pictures, shape, fit)


def class_folders(root):
    """The folders in a folder, in byte order of their names, without hidden ones."""
    return sorted((f for f in root.iterdir() if f.is_dir() and f.name[0] != "."), key=lambda f: os.fsencode(f.name))


def image_paths(folder):
    """The image files in a folder and below, in byte order, without hidden ones."""
    found = []
    for place, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name[0] != "."]
        found += [Path(place, name) for name in files if name[0] != "." and name.lower().endswith(ENDINGS)]
    return sorted(found, key=os.fsencode)


def split_folder(root, split):
    """The folder with a split's class folders: the data set's own where it has none for splits.

    They are splits only where every folder with images has such a name and holds folders of images: a class, too, may be
    called train.
    """
    known = SPLIT_NAMES["train"] + SPLIT_NAMES["test"]
    folders = [folder for folder in class_folders(root) if image_paths(folder)]
    names = [folder.name.lower() for folder in folders]
    in_folders = all(path.parent != folder for folder in folders for path in image_paths(folder))
    if not folders or not set(names) <= set(known) or not in_folders:
        return root
    if len(set(names)) < len(names):
        sys.exit(f"{root}: two folders are called the same but for case")
    # Where there is one split only, it is read as either.
    wanted = [name for name in SPLIT_NAMES[split] if name in names] or (names if len(names) == 1 else [])
    if not wanted:
        sys.exit(f"{root}: has no folder for the {split} split")
    return folders[names.index(wanted[0])]


def read_folders(root, shape, fit):
    """A folder of class folders: images, labels and the classes' names in byte order."""
    folders, images, labels, left_out = class_folders(root), [], [], []
    for label, folder in enumerate(folders):
        for path in image_paths(folder):
            try:
                image = decoded(path)
            except UnidentifiedImageError:  # a picture of another format under such a name
                left_out.append(path)
                continue
            images.append(fitted(image, shape[:0:-1], fit) if shape else image)
            labels.append(label)
    if left_out:
        print(f"{root}: left out {len(left_out)} files that are no PNG, JPEG or WebP, {left_out[0]} first", file=sys.stderr)
    if not images:
        sys.exit(f"{root}: no images found")
    return stacked(images, shape, fit), np.array(labels), [folder.name for folder in folders]


def read_idx(path):
    """An MNIST-style file of bytes, plain or gzipped."""
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(np.frombuffer(data, ">i4", data[3], 4))


def idx_files(root, split):
    """A split's files of images and labels, the plain ones before .gz; None where it has none."""
    def named(kind):
        return [path for path in sorted(root.glob(f"*{kind}-ubyte*"))
                if ("t10k" in path.name or "test" in path.name) == (split == "test")]
    images, labels = named("images[-.]idx3"), named("labels[-.]idx1")
    return (images[0], labels[0]) if images and labels else None


def read_recipe(root):
    """What the archive of an expanded folder says on how to train."""
    recipe = root / "recipe.json"
    return json.loads(recipe.read_text()) if (root / "labels.csv").exists() and recipe.exists() else {}


def read_expanded(root, shape, fit):
    """What `expand` wrote. Of a folder with soft labels, labels are those, [N, K]."""
    with open(root / "labels.csv", newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    # The recipe also names classes without images.
    names = dict(enumerate(read_recipe(root).get("class_names") or []))
    names.update((int(row["label"]), row["class"]) for row in rows)
    labels = np.array([int(row["label"]) for row in rows])
    if rows and "soft_0" in rows[0]:
        labels = np.array([[row[f"soft_{label}"] for label in range(len(names))] for row in rows], np.float32)
    images = stacked([decoded(root / row["path"]) for row in rows], shape, fit)
    return images, labels, [names.get(label, "") for label in range(max(names) + 1)]


def read_data_set(root, split, shape=None, fit=None):
    """The split of a data set, or all of it where there is one split only.

    Gives images [N, C, H, W], labels [N], and names, None where labels are all there is. With a shape (C, H, W), images
    of another size are fitted to it.
    """
    if (root / "labels.csv").exists():
        return read_expanded(root, shape, fit)
    for one in (split, "train" if split == "test" else "test"):
        batches = sorted(path for pattern in CIFAR_PATTERNS[one] for path in root.glob(pattern))
        if batches:
            head = 2 if batches[0].name in ("train.bin", "test.bin") else 1  # CIFAR-100 has a coarse label in front
            rows = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, head + 3072) for path in batches])
            return shaped(rows[:, head:].reshape(-1, 3, 32, 32), shape, fit), rows[:, head - 1].astype(int), None
        files = idx_files(root, one)
        if files:
            labels = read_idx(files[1]).astype(int)
            # Labels with gaps, as EMNIST's letters from 1, are numbered anew, over both splits.
            both = [idx_files(root, other) for other in SPLIT_NAMES]
            classes = np.unique(np.concatenate([read_idx(pair[1]) for pair in both if pair]))
            names = None if len(classes) == classes[-1] + 1 else [str(label) for label in classes]
            return shaped(read_idx(files[0])[:, None], shape, fit), np.searchsorted(classes, labels), names
    return read_folders(split_folder(root, split), shape, fit)
