"""Tests of which folders the Python examples take for classes and for splits, and of which files for images."""
import contextlib
import io
import os
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Examples"))

try:
    import PIL
    from PIL import Image

    import data_sets
    import folders
    import image_files
except ImportError:
    PIL = None
PNG = ROOT / "fixtures/kinds/grey/odd/8bit.png"
# What each place is read as: (train's folder, test's folder), None where it is refused; the data set's own are classes; or
# what a refusal names. As in SplitTests.swift.
SPLITS = [
    (["train/a", "train/b", "test/a", "test/b"], ("train", "test")),
    (["training/a", "training/b", "testing/a", "testing/b"], ("training", "testing")),
    (["train/a", "train/b", "valid/a", "valid/b"], ("train", "valid")),
    (["Train/a", "Train/b", "Test/a", "Test/b"], ("Train", "Test")),
    (["TRAIN/a", "TRAIN/b", "VALIDATION/a", "VALIDATION/b"], ("TRAIN", "VALIDATION")),
    (["train/a", "train/b", "val/a", "val/b", "test/a", "test/b"], ("train", "test")),
    (["train_images/a", "train_images/b", "test_images/a", "test_images/b"], ("train_images", "test_images")),
    (["training_set/a", "training_set/b", "test_set/a", "test_set/b"], ("training_set", "test_set")),
    (["seg_train/seg_train/a", "seg_train/seg_train/b", "seg_test/seg_test/a", "seg_test/seg_test/b"],
     ("seg_train/seg_train", "seg_test/seg_test")),
    (["mnist-train/a", "mnist-train/b", "mnist-eval/a", "mnist-eval/b"], ("mnist-train", "mnist-eval")),
    (["train2017/a", "train2017/b", "val2017/a", "val2017/b"], ("train2017", "val2017")),
    (["trainset/a", "trainset/b", "testset/a", "testset/b"], ("trainset", "testset")),
    (["train/a", "train/b", "test/a", "test/b", "annotations/notes.txt"], ("train", "test")),
    (["train/a", "train/b", "dev/a", "dev/b", "__MACOSX/train/a"], ("train", "dev")),
    (["test/a", "test/b", "val/a", "val/b"], (None, "test")),
    (["train/a", "train/b"], ("train", "train")),
    (["eval/a", "eval/b"], ("eval", "eval")),
    (["bus", "test", "train"], (".", ".")),
    (["bus/2019", "bus/2020", "train"], (".", ".")),
    (["cat/front", "cat/side", "dog/front"], (".", ".")),
    (["contest", "latest", "strain"], (".", ".")),
]
UNCLEAR = [
    (["train/a", "train/b", "test/a", "test/b", "extra/a", "extra/b"], ["extra", "test", "train"]),
    (["train/a", "train/b", "bus"], ["train", "bus"]),
    (["train/a", "train/b", "test"], ["train", "test"]),
    (["train", "train/a", "test/a"], ["train", "test"]),
    (["train", "test"], ["train", "test", "folder for each class"]),
    (["fold1/a", "fold1/b", "fold2/a", "fold2/b"], ["fold1", "fold2", "a, b"]),
    (["x_train/a", "x_train/b", "y_test/a", "y_test/b"], ["x_train", "y_test"]),
    (["train/a", "train/b", "training/a", "training/b"], ["train", "training"]),
    (["cat/train", "cat/test", "dog/train", "dog/test"], ["cat/test"]),
    (["cat/train", "dog"], ["cat/train"]),
    (["data/test/a", "data/train/a"], ["data/test"]),
]


@unittest.skipUnless(PIL, "needs numpy and pillow")
class Folders(unittest.TestCase):
    def make(self, *places):
        """A folder of such folders, each with one image more than the one before; of such files where they have endings."""
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        root = Path(temporary.name).resolve()
        for index, place in enumerate(places):
            for path in [root / place] if Path(place).suffix else [root / place / f"{one}.png" for one in range(index + 1)]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"no picture" if path.suffix == ".txt" else PNG.read_bytes())
        return root

    def stop(self, action, *arguments):
        """What an action says that is to stop."""
        with self.assertRaises(SystemExit) as stop:
            action(*arguments)
        self.assertNotIn("\n", str(stop.exception))
        return str(stop.exception)

    def test_splits_are_those_where_every_folder_of_images_is_named_and_built_as_one(self):
        for places, wanted in SPLITS:
            root = self.make(*places)
            for split, folder in zip(("train", "test"), wanted):
                with self.subTest(places=places, split=split):
                    if folder is None:
                        self.assertIn("training split", self.stop(data_sets.read_data_set, root, split))
                        continue
                    self.assertEqual(folders.split_folder(root, split), root / folder)
                    _, labels, names = data_sets.read_data_set(root, split)
                    own = [index + 1 for index, place in enumerate(places) if (root / folder) in (root / place).parents
                           and not place.endswith(".txt")]
                    self.assertEqual(len(labels), sum(own))
                    if folder != ".":
                        self.assertEqual(names, ["a", "b"])

    def test_what_could_be_splits_or_classes_is_refused(self):
        for places, parts in UNCLEAR:
            for split in ("train", "test"):
                with self.subTest(places=places, split=split):
                    said = self.stop(data_sets.read_data_set, self.make(*places), split)
                    for part in [*parts, "give the folder of one split itself"]:
                        self.assertIn(part, said)

    def test_a_name_says_a_role_and_what_stands_before(self):
        for name, wanted in (
                ("mnist-train", ("train", "mnist")), ("A.b Val_Images", ("validation", "a_b")), ("test1", ("test", "")),
                ("TrainDataset", ("train", "")), ("dev set", ("validation", "")), ("train_2017", None), ("set", None),
                ("_", None), ("contest", None), ("trainer", None), ("É-test", ("test", "É"))):
            self.assertEqual(folders.split_name(name), wanted, name)

    def test_images_are_told_by_their_names_or_else_by_what_they_hold(self):
        root = self.make("a/1.png", "a/.2.png", "a/.c/1.png", "a/1.txt", "a/__MACOSX/1.png", "b/x.png", "__MACOSX/a/1.png")
        (root / "b/x.png").rename(root / "b/x")
        (root / "b/y.dat").write_bytes(PNG.read_bytes())
        (root / "b/2.jpg").write_bytes(b"GIF89a\1\0\1\0\0\0\0;")
        (root / "b/3").write_bytes(b"II*\0")
        os.mkfifo(root / "b/pipe")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            _, labels, names = data_sets.read_data_set(root, "train")
        self.assertEqual((labels.tolist(), names), ([0, 1, 1], ["a", "b"]))
        self.assertIn(f"left out 2 files that are no PNG, JPEG or WebP, {root}/b/2.jpg first", said.getvalue())
        # A folder whose images have no endings is one of images, too.
        self.assertEqual([top.is_direct for top in folders.top_folders(root)], [True, True])

    def test_pictures_of_other_formats_are_known(self):
        def little(count, number):
            return number.to_bytes(count, "little")
        path = self.make("a/1.txt") / "a/1.txt"
        for head, wanted in (
                (b"BM" + bytes(12) + little(4, 40), "unread"), (b"BMW is a car and so on", None), (b"P6\n", "unread"),
                (b"P6x", None), (b"\0\0\1\0\1\0" + bytes(12) + little(4, 22), "unread"),
                (b"\0\0\1\0\1\0" + bytes(12) + little(4, 21), None), (b"\0\0\0\x14ftypmif2\0\0\0\0avif", "unread"),
                (b"\0\0\0\x10ftypmif2\0\0\0\0avif", None), (b"\0\0\0\x0cJXL \r\n\x87\n", "unread"),
                (b"\xef\xbb\xbf <?xml?><svg/>", "unread"), (b"<!-- --><html><svg/>", None), (b"", None),
                (b"RIFF\n\n\n\nWEBP", "read"), (b"RIFF\0\0\0\0WAVE", None)):
            path.write_bytes(head)
            self.assertEqual(image_files.content(path), wanted, head)

    def test_a_folder_is_entered_once_by_the_link_that_is_first(self):
        root = self.make("a/y/1.png", "b/1.png", "c/1.png")
        (root / "a/x").symlink_to(root / "a/y")
        (root / "b/z").symlink_to(root / "a/y")
        self.assertEqual(folders.files_below(root / "a"), [root / "a/x/1.png"])
        self.assertEqual(data_sets.read_data_set(root, "train")[1].tolist(), [0, 1, 1, 2])
        (root / "c/loop").symlink_to(root)
        self.assertIn("c/loop", self.stop(data_sets.read_data_set, root, "train"))

    def test_a_damaged_image_stops_with_its_name(self):
        whole, jpeg = PNG.read_bytes(), io.BytesIO()
        Image.new("L", (8, 8)).save(jpeg, "JPEG")
        for damaged in (whole[:-30], whole[:-1], jpeg.getvalue()[:-1], whole[:20], b"no picture", b"", b"\xff\xd8\xff", b"RIFF\4\0\0\0WEBP"):
            root = self.make("a/1.png", "b/1.png")
            (root / "b/bad.png").write_bytes(damaged)
            said = self.stop(data_sets.read_data_set, root, "train")
            self.assertTrue(said.startswith(f"{root}/b/bad.png: "), said)
            self.assertIn("--damaged skip", said)
        (root / "b/bad.png").unlink()
        (root / "b/lost.png").symlink_to("nowhere")
        self.assertIn("lost.png", self.stop(data_sets.read_data_set, root, "train"))

    def test_a_folder_is_an_expanded_one_where_it_has_both_files(self):
        root = self.make("a/1.png", "b/1.png", "b/2.png")
        (root / "labels.csv").write_text("path,class,label\nb/1.png,x,1\na/1.png,y,0\n")
        self.assertEqual(data_sets.read_data_set(root, "train")[2], ["a", "b"])
        self.assertEqual(data_sets.read_recipe(root), {})
        (root / "recipe.json").write_text('{"fit": "crop"}')
        self.assertEqual(data_sets.read_data_set(root, "train")[1].tolist(), [1, 0])
        self.assertEqual(data_sets.read_recipe(root), {"fit": "crop"})

    def test_training_needs_two_classes_and_an_image_in_each(self):
        for places in (["a/1.png"], ["a/1.png", "b/1.png", "c/1.txt"]):
            root = self.make(*places)
            self.assertIn("two classes", self.stop(data_sets.read_data_set, root, "train"))
            self.assertEqual(data_sets.read_data_set(root, "test")[1].tolist(), [0, 1][:len(places)])
        self.assertIn("no images", self.stop(data_sets.read_data_set, self.make("a/1.txt"), "train"))
        self.assertIn("No such file", self.stop(data_sets.read_data_set, root / "none", "train"))


if __name__ == "__main__":
    unittest.main()
