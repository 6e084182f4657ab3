"""Tests of what the Python examples read and choose; torch is not needed. Run by PythonExampleTests.swift.

Usage: python3 -B -m unittest discover Tests/Examples
"""
import ast
import hashlib
import random
import sys
import tempfile
import unittest
import zlib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Examples"))

from held_out import digest, held_out, source

try:
    import numpy as np
    import PIL
    from PIL import Image, features

    import data_sets
    import image_files
except ImportError:
    PIL = None
KINDS = ROOT / "fixtures/kinds"


class Program(unittest.TestCase):
    def test_all_compile_and_what_they_import_from_beside_is_there(self):
        files = {path.stem: ast.parse(path.read_text()) for path in (ROOT / "Examples").glob("*.py")}
        for name, tree in files.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module in files:
                    defined = {one.name for one in files[node.module].body if isinstance(one, ast.FunctionDef)}
                    self.assertLessEqual({one.name for one in node.names}, defined, name)


class HeldOut(unittest.TestCase):
    def test_source_is_that_of_the_sorted_entries_whatever_the_order(self):
        images, labels = [b"\0", b"\1", b"\2", b"\2"], [0, 0, 1, 258]
        digests = [digest(image) for image in images]
        # for each image printf its label's four bytes and `printf IMAGE | sha256sum | xxd -r -p`, the 36 bytes as a line of
        # xxd -p -c 36, sorted, all through xxd -r -p | sha256sum
        self.assertEqual(source(labels, digests), "f12914712b56707c65284c08")
        self.assertEqual(source(labels[::-1], digests[::-1]), "f12914712b56707c65284c08")
        self.assertNotEqual(source([0, 1, 1, 258], digests), "f12914712b56707c65284c08")

    def test_a_share_of_each_class_is_held_out_and_equal_images_together(self):
        rng = random.Random(4)
        for _ in range(200):
            count = rng.randrange(1, 120)
            # Few different images, so that many are equal, some of them across classes.
            images = [bytes([rng.randrange(rng.choice((5, 40, 256)))]) for _ in range(count)]
            labels = [rng.randrange(4) for _ in range(count)]
            digests = [digest(image) for image in images]
            hundredths = rng.choice((1, 1250, 2000, 5000, 10000))
            seed = rng.randrange(1 << 64)
            held = held_out(labels, digests, f"{hundredths / 100:g}%", seed)
            self.assertEqual(held, sorted(set(held)))
            inside = {images[index] for index in held}
            self.assertTrue(inside.isdisjoint(image for index, image in enumerate(images) if index not in held))
            found, sizes = Counter(labels[index] for index in held), Counter(labels)
            wanted = {label: max(1, int(size * hundredths / 10000 + 0.5)) for label, size in sizes.items()}
            self.assertTrue(all(found[label] <= wanted[label] for label in wanted))
            # What is not held out would be too much, also at the end.
            for image in set(images) - inside:
                group = Counter(label for label, one in zip(labels, images) if one == image)
                self.assertTrue(any(found[label] + count > wanted[label] for label, count in group.items()))
            turned = held_out(labels[::-1], digests[::-1], f"{hundredths / 100:g}%", seed)
            self.assertEqual(sorted(count - 1 - index for index in turned), held)

    def test_the_order_is_that_of_the_keys(self):
        digests = [digest(bytes([index])) for index in range(50)]
        keys = [hashlib.sha256((7).to_bytes(8, "little") + one).hexdigest() for one in digests]
        first = sorted(range(50), key=keys.__getitem__)[:10]
        self.assertEqual(held_out([3] * 50, digests, "20%", 7), sorted(first))
        self.assertNotEqual(held_out([3] * 50, digests, "20%", 8), sorted(first))

    def test_halves_round_up_and_no_class_goes_without(self):
        digests = [digest(bytes([index])) for index in range(8)]
        self.assertEqual(len(held_out([0] * 5, digests[:5], "50%", 0)), 3)
        self.assertEqual(len(held_out([0] * 5 + [1] * 3, digests, "0.01%", 0)), 2)


@unittest.skipUnless(PIL, "needs numpy and pillow")
class DataSets(unittest.TestCase):
    # Of fixtures/kinds/reference.py, as in KindsTests.swift.
    figures = [
        ("cifar10", "train", 0xfeb0d5cb, [0, 2, 1, 0, 2, 1]), ("cifar10", "test", 0x717a1919, [2, 1, 0]),
        ("cifar100", "train", 0xcca6e26a, [2, 0, 1, 2, 0]), ("idx", "train", 0x4ac73425, [2, 0, 1, 1, 0, 2, 2]),
        ("idx-gz", "train", 0x7b465f95, [1, 0, 0, 2]), ("idx-gz", "test", 0xae734c8e, [2, 1]),
        ("grey", "train", 0x0b9e61ff, [0] * 4 + [1] * 5), ("mixed", "test", 0xf4d0e501, [0] * 5 + [1] * 4),
        ("nonsquare", "train", 0x0d322923, [0, 0, 1, 1]), ("nonsquare", "test", 0x8dd8fce4, [0, 0, 1, 1]),
        ("unequal", "train", 0xde3b20cc, [0, 1, 1, 2, 2, 2, 2, 2]), ("webp", "train", 0x0a53db00, [0] * 3 + [1] * 4),
        ("webp", "test", 0xffe0593e, [0, 1])]

    def test_data_sets_are_read_as_habazip_reads_them(self):
        for name, split, crc, labels in self.figures:
            if name == "webp" and not features.check("webp"):
                continue
            with self.subTest(name=name, split=split):
                images, found, _ = data_sets.read_data_set(KINDS / name, split)
                self.assertEqual(zlib.crc32(np.ascontiguousarray(images)), crc)
                self.assertEqual(found.tolist(), labels)

    def test_a_set_with_one_split_is_read_whole_as_either(self):
        with tempfile.TemporaryDirectory() as place:
            Path(place, "test_batch.bin").symlink_to(KINDS / "cifar10/test_batch.bin")
            self.assertEqual(data_sets.read_data_set(Path(place), "train")[1].tolist(), [2, 1, 0])

    @unittest.skipUnless(PIL and int(PIL.__version__.split(".")[0]) >= 13, "older versions resize in another order")
    def test_images_are_stretched_as_habazip_resizes_them(self):
        for size, crc in (((16, 12), 0x852d28eb), ((40, 60), 0x1c816f9d)):
            images = data_sets.read_data_set(KINDS / "sizes", "train", (3, *size[::-1]), "stretch")[0]
            self.assertEqual(zlib.crc32(images), crc)

    def test_a_crop_takes_the_largest_region_in_the_middle(self):
        x = np.arange(3 * 8, dtype=np.uint8).reshape(3, 8)
        for array, size, part in (
                (x, (3, 3), x[:, 2:5]), (x.T, (3, 3), x.T[2:5]), (x, (2, 3), x[:, 3:5]), (x, (8, 1), x[1:2]),
                (x, (4, 3), x[:, 2:6]), (x[:, :5], (5, 1), x[1:2, :5])):
            found = np.asarray(image_files.fitted(Image.fromarray(array), size, "crop"))
            self.assertTrue(np.array_equal(found, part), (array.shape, size))
        # 5 * 1 / 2 = 2.5 columns are 3.
        found = image_files.fitted(Image.fromarray(np.tile(np.uint8([[0, 9, 9, 9, 0]]), (5, 1))), (10, 20), "crop")
        self.assertEqual((found.size, found.getextrema()), ((10, 20), (9, 9)))

    def test_a_pad_lays_all_of_the_image_on_black(self):
        x = np.arange(1, 9, dtype=np.uint8).reshape(4, 2)
        found = np.asarray(image_files.fitted(Image.fromarray(x), (5, 4), "pad"))
        self.assertTrue(np.array_equal(found, np.pad(x, ((0, 0), (1, 2)))))
        found = np.asarray(image_files.fitted(Image.fromarray(x.T), (4, 5), "pad"))
        self.assertTrue(np.array_equal(found, np.pad(x.T, ((1, 2), (0, 0)))))
        # A line stays at least one pixel wide.
        found = np.asarray(image_files.fitted(Image.fromarray(np.full((90, 1), 7, np.uint8)), (3, 3), "pad"))
        self.assertEqual(found.tolist(), [[0, 7, 0]] * 3)

    def test_another_size_without_a_fit_says_what_to_give(self):
        with self.assertRaises(SystemExit) as stop:
            data_sets.read_data_set(KINDS / "idx", "test", (1, 8, 8))
        self.assertIn("--fit", str(stop.exception))
        images = data_sets.read_data_set(KINDS / "idx", "test", (3, 8, 8), "pad")[0]
        self.assertEqual((images.shape, images.dtype), ((3, 3, 8, 8), np.uint8))


if __name__ == "__main__":
    unittest.main()
