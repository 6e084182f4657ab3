"""Tells which folders of a data set are classes and which hold splits, as habazip does. What could be either is refused:
taken for classes, splits would mix all classes, and the test images in."""
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from image_files import is_picture

ROLES = {"train": "train", "training": "train", "test": "test", "testing": "test",
         **dict.fromkeys(("val", "valid", "validation", "eval", "evaluation", "dev"), "validation")}
# Words behind the split's that say nothing.
ENDINGS = ("image", "images", "img", "imgs", "set", "data", "dataset", "split")
SPLIT_WORD = re.compile(f"({'|'.join(ROLES)})({'|'.join(ENDINGS)})*[0-9]*")
DEEPEST = 32


def listed(folder):
    """The folders and the files in a folder, each in byte order, without hidden ones and what macOS packs beside."""
    try:
        with os.scandir(folder) as entries:
            shown = sorted((entry for entry in entries if entry.name[0] != "." and entry.name != "__MACOSX"),
                           key=lambda entry: os.fsencode(entry.name))
        return tuple([Path(entry.path) for entry in shown if entry.is_dir() == kind] for kind in (True, False))
    except OSError as error:
        sys.exit(f"{folder}: {error.strerror}")


def walked(folder, entered, above=()):
    """The files in a folder and below; a folder that several links lead to is entered by the first."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above or len(above) >= DEEPEST:
        sys.exit(f"{folder}: more than {DEEPEST} folders deep, perhaps by a link to one that it is in")
    if here in entered:
        return
    entered.add(here)
    folders, files = listed(folder)
    yield from files
    for one in folders:
        yield from walked(one, entered, (*above, here))


def files_below(folder):
    """The files in a folder and below, in byte order of their paths."""
    return sorted(walked(folder, set()), key=os.fsencode)


def split_name(name):
    """What a folder's name says of the split in it, as role and prefix; None where it says nothing.

    mnist-train is ("train", "mnist"), val_images ("validation", ""), test1 ("test", "").
    """
    # Bytes, so that ASCII letters alone are made small.
    words = [word for word in re.split("[-_. ]", os.fsdecode(os.fsencode(name).lower())) if word]
    while len(words) > 1 and words[-1] in ENDINGS:
        words.pop()
    found = SPLIT_WORD.fullmatch(words[-1]) if words else None
    return (ROLES[found[1]], "_".join(words[:-1])) if found else None


class Top(NamedTuple):
    """A folder directly in a data set's, with pictures in it."""
    folder: Path
    split: tuple  # or None
    is_direct: bool  # pictures lie in it directly
    inside: list  # the names of the folders in it that hold pictures

    @property
    def is_built_as_split(self):
        return bool(self.inside) and not self.is_direct


def top_folders(root):
    """The folders in a folder that hold pictures."""
    for folder in listed(root)[0]:
        folders, files = listed(folder)
        inside = [one.name for one in folders if any(map(is_picture, walked(one, set())))]
        top = Top(folder, split_name(folder.name), any(map(is_picture, files)), inside)
        if top.is_direct or top.inside:
            yield top


def names(tops):
    return ", ".join(top.folder.name for top in tops)


def problem(tops):
    """Why it can't be told whether folders are classes or splits; None where they are classes."""
    named = [top for top in tops if top.split]
    built = [top for top in named if top.is_built_as_split]
    others = [top for top in tops if top not in built]
    if built and others:
        return f"splits ({names(built)}) and other folders of images ({names(others)}) lie side by side"
    if built:
        return f"folders are named as splits of different sets ({names(built)})"
    if named and len(named) == len(tops):
        return f"folders are named as splits ({names(named)}), and their images are not in a folder for each class"
    for top in tops:
        below = [name for name in top.inside if split_name(name)]
        if below and top.is_built_as_split:
            return f"{top.folder.name}/{below[0]} is named as a split, and lies in a folder that is none"
    shared = set.intersection(*(set(top.inside) for top in tops)) if len(tops) > 1 else ()
    if len(shared) > 1 and all(top.is_built_as_split for top in tops):
        return f"the folders {names(tops)} all hold the same folders of images ({', '.join(sorted(shared))})"
    return None


def split_folder(root, split):
    """The folder with the class folders of a split, "train" or "test": the data set's own where it has no splits.

    There are splits where every folder with pictures is named as one of the same set, and holds the pictures in folders.
    Without a test split the one for validation serves, and one split alone serves as either.
    """
    tops = list(top_folders(root))
    prefixes = {top.split[1] if top.split and top.is_built_as_split else None for top in tops}
    if len(prefixes) != 1 or None in prefixes:
        unclear = problem(tops)
        if unclear:
            sys.exit(f"{root}: {unclear}; give the folder of one split itself")
        return root
    by_role = {}
    for top in tops:
        other = by_role.setdefault(top.split[0], top)
        if other is not top:
            sys.exit(f"{root}: {names([other, top])} are both the same split; give the folder of one split itself")
    roles = ("train",) if split == "train" else ("test", "validation")
    top = tops[0] if len(tops) == 1 else next((by_role[role] for role in roles if role in by_role), None)
    if top is None:
        sys.exit(f"{root}: none of the splits {names(tops)} is the training split; give the folder of one split itself")
    # Some sets come with a folder of the same role inside: seg_train/seg_train/forest.
    if len(top.inside) == 1 and (split_name(top.inside[0]) or ("",))[0] == top.split[0]:
        return top.folder / top.inside[0]
    return top.folder
