"""Image files as habazip sees them: told by what they hold, decoded, and fitted to a size.

Needs numpy and pillow; Pillow 13 resizes as habazip does, older ones differ here and there by one level.
"""
import io
import re
import sys

import numpy as np
from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP")
# Files so named are meant as images.
ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".heic", ".heif",
           ".hif", ".avif", ".jp2", ".j2k", ".jpf", ".jpx", ".jxl", ".ico", ".svg", ".psd", ".pnm", ".pbm", ".pgm", ".ppm")
# How a PNG and a JPEG begin, and what ends them: Pillow takes those that lack it.
ENDS = ((b"\x89PNG", b"IEND\xaeB`\x82"), (b"\xff\xd8\xff", b"\xff\xd9"))
READ = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|RIFF....WEBP", re.DOTALL)
# GIF, TIFF, PSD, JPEG 2000 and JPEG XL, PNM, and BMP, whose second header's length tells it from a text.
UNREAD = re.compile(rb"GIF8[79]a|II[*+]\0|MM\0[*+]|8BPS\0[\1\2]|\0\0\0\x0c(jP  |JXL )\r\n\x87\n|\xffO\xffQ|\xff\n"
                    rb"|P[1-7][\t-\r ]|BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)
BRANDS = {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}


def has_image_name(path):
    """Whether a file's name says that it is an image."""
    return path.name.lower().endswith(ENDINGS)


def content(path):
    """What a file is by its first bytes: "read" for an image that is read, "unread" for another picture, otherwise None."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return None
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError:
        return None
    if READ.match(head):
        return "read"
    return "unread" if UNREAD.match(head) or is_icon(head) or is_boxed(head) or is_svg(head) else None


def is_icon(head):
    """Whether it is an index of pictures whose first entry leads behind the index."""
    count = int.from_bytes(head[4:6], "little")
    return (head[:4] == b"\0\0\1\0" and len(head) >= 22 and count > 0
            and int.from_bytes(head[18:22], "little") >= 6 + 16 * count)


def is_boxed(head):
    """Whether it is a file of boxes with a picture's brand: HEIC, AVIF."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return head[4:8] == b"ftyp" and any(head[at:at + 4] in BRANDS for at in (8, *range(16, end, 4)))


def is_svg(head):
    """Whether it is an XML text with an svg element, but no page with one."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in text and b"<html" not in text


def is_picture(path):
    """Whether a file is a picture, by its name or else by what it holds."""
    return has_image_name(path) or content(path) is not None


def decoded(path):
    """An image file as PIL's grey or RGB image, with alpha over black."""
    try:
        if content(path) != "read":
            raise ValueError("no PNG, JPEG or WebP" if path.is_file() else "no file")
        data = path.read_bytes()
        if any(data.startswith(start) and end not in data for start, end in ENDS):
            raise ValueError("the file ends early")
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            # Pillow gives grey with alpha of 16 bits each as RGBA.
            grey = image.mode in ("1", "L", "LA", "I", "I;16") or any(tile[3] == "LA;16B" for tile in image.tile)
            if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
                image = image.convert("RGBA")
                image = Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image)
            return image.convert("L" if grey else "RGB")
    except Exception as error:  # Pillow raises many kinds for what is damaged.
        sys.exit(f"{path}: can't be decoded ({error}); habazip's --damaged skip leaves such images out, this program "
                 "does not")


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
