"""Reads data sets as habazip does: folders of images, what `expand` wrote, CIFAR's and MNIST-style files.

Images are uint8 [N, C, H, W]. Needs numpy and pillow.
"""
import csv
import gzip
import json
import sys

import numpy as np

from folders import files_below, listed, split_folder
from image_files import content, decoded, fitted, has_image_name, shaped, stacked

CIFAR_PATTERNS = {"train": ("data_batch_*.bin", "train.bin"), "test": ("test_batch.bin", "test.bin")}


def read_folders(root, shape, fit):
    """A folder of class folders: images, labels and the classes' names in byte order."""
    folders, images, labels, left_out = listed(root)[0], [], [], []
    for label, folder in enumerate(folders):
        for path in files_below(folder):
            kind = content(path)
            if kind == "unread":  # a picture of another format
                left_out.append(path)
            elif kind or has_image_name(path):
                image = decoded(path)
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


def is_expanded(root):
    """Whether `expand` wrote a folder: a data set may have a labels.csv of its own."""
    return (root / "labels.csv").is_file() and (root / "recipe.json").is_file()


def read_recipe(root):
    """What the archive of an expanded folder says on how to train."""
    return json.loads((root / "recipe.json").read_text()) if is_expanded(root) else {}


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
    if is_expanded(root):
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
            both = [idx_files(root, other) for other in CIFAR_PATTERNS]
            classes = np.unique(np.concatenate([read_idx(pair[1]) for pair in both if pair]))
            names = None if len(classes) == classes[-1] + 1 else [str(label) for label in classes]
            return shaped(read_idx(files[0])[:, None], shape, fit), np.searchsorted(classes, labels), names
    images, labels, names = read_folders(split_folder(root, split), shape, fit)
    if split == "train" and len(set(labels.tolist())) < max(2, len(names)):
        sys.exit(f"{root}: to train on it needs two classes or more, and an image in each")
    return images, labels, names
