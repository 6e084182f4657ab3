"""The good vectors: files that every reader takes, each with what it is and the rules that it tests."""
import struct

import numpy as np

from draft import Draft, Section, coefficient_bases, codes, encoded, f32, frame, pixel_bases, string, u16, u32, u64, varint

RANGED = dict(layout=2)


def published(M=1, C=1, c=1, H=3, W=3, F=1, kind=0, depths=(3, 4, 5, 2, 6, 7), grouping=0, layout=0, predictor=0):
    """The fields of whole hallucinators; each quantizer has an offset of its own."""
    sides = (H - 2, W - 2) if kind == 0 else (H, W)
    shapes = [(F, c, 3, 3), (F,), (F,) + sides, (F,) + sides, (F, C, 3, 3), (C,)]
    slices = [F, 1, F, F, F, 1]
    count = {0: 6, 1: 6 * M, 2: M * sum(slices)}[grouping]
    offsets = [-0.5 + index / 64 for index in range(count)]
    tensors = [(slot, codes(size(shapes[slot]), depths[slot], 3, row + slot)) for row in range(M) for slot in range(6)]
    content = f32(*offsets) + f32(*[0.0625] * count) + encoded(tensors, shapes, depths, layout, predictor)
    return dict(
        C=C, c=c, H=H, W=W, M=M, hallucinator_kind=kind, F=F, depths=list(depths), hallucinator_grouping=grouping,
        hallucinators=Section(5, content, layout, predictor))


def residual(marks, C=1, H=3, W=3, g=1, depth=4, layout=0, offset=-0.25, **changes):
    """The fields of residual hallucinators with the tensors that the marks name."""
    maps = (C, -(-H // g), -(-W // g))
    shapes = [(C, C, 3, 3), (C,), maps, maps, (C, C, 3, 3), (C,)]
    present = [slot for slot in range(6) if any(mark >> slot & 1 for mark in marks)]
    depths = [depth if slot in present else 0 for slot in range(6)]
    tensors = [
        (slot, codes(size(shapes[slot]), depth, 5, row)) for row, mark in enumerate(marks) for slot in range(6)
        if mark >> slot & 1]
    content = bytes(marks) + f32(*[offset] * len(present)) + f32(*[0.03125] * len(present))
    content += encoded(tensors, shapes, depths, layout)
    fields = dict(
        C=C, H=H, W=W, M=len(marks), hallucinator_kind=2, F=g, depths=depths,
        scalars=sum(len(values) for _, values in tensors), hallucinators=Section(5, content, layout))
    return {**fields, **changes}


def size(shape):
    product = 1
    for side in shape:
        product *= side
    return product


def transform(numbers, C=1, h=8, w=8, S=8, flags=0, heads=None, layout=2, B=2, **changes):
    """The fields of bases as coefficients; `numbers` is a function of place."""
    half = (-(-h // 2), -(-w // 2))
    sides = [half if flags & 2 and plane else (h, w) for plane in range(C)]
    grids = [(-(-y // S), -(-x // S)) for y, x in sides]
    heads = heads or [(64, [100 + 20 * plane]) for plane in range(C)]
    content = coefficient_bases(B, grids, S, heads, numbers, layout)
    fields = dict(
        C=C, H=h, W=w, B=B, base_kind=1, block=S, flags=flags, bases=Section(6, content, layout),
        labels=Section(2, bytes([B - 1, 1])))
    return {**fields, **changes}


def sparse(index):
    """Numbers of a few coefficients that are not 0."""
    return {0: 9, 1: -2, 2: 5}.get(index % 7, 0) - index % 3 if index % 5 < 2 else 0


def soft(k, K=3, N=2, depth=4, layout=0, classes=(), **changes):
    """The fields of soft labels."""
    values = encoded([(0, codes(N * k, depth))], [(N, k)], [depth], layout)
    content = b"".join(map(varint, classes)) + f32(-0.5) + f32(0.125) + values
    fields = dict(
        K=K, names=None, labels=Section(2, bytes([1, 1] + [0] * (K - 2))), label_kind=1, k=k, label_depth=depth,
        soft=Section(4, content, layout))
    return {**fields, **changes}


def subnormal(bits):
    return struct.unpack("<f", u32(bits))[0]


def with_frame(blocks=None, **arguments):
    """Bases of the plain draft in a frame made by hand."""
    content = Draft().bases.stored
    return Draft(bases=Section(6, content, coding=1, stored=frame(content, blocks=blocks, **arguments)))


def runs(content):
    """The blocks of a frame that repeats long runs of zeros."""
    blocks, at = [], 0
    while at < len(content):
        zeros = len(content) - at - len(content[at:].lstrip(b"\0"))
        if zeros >= 16:
            zeros = min(zeros, 1 << 17)
            blocks.append((b"\0", zeros))
            at += zeros
        else:
            end = content.find(bytes(16), at)
            end = len(content) if end < 0 else max(end, at + 1)
            blocks.append((content[at:end], None))
            at = end
    return blocks


def chunks():
    """Coefficients of one base more than a chunk holds, nearly all 0."""
    chunk = (1 << 20) // 64
    numbers = bytearray(64 * (chunk + 1))
    # Frequencies (0, 0) and (0, 1) of the last base of the first chunk and of the only one of the second.
    for place, number in ((chunk - 1, 40), (2 * chunk - 1, 31), (64 * chunk, 60), (64 * chunk + 1, 13)):
        numbers[place] = number
    content = bytes([0, 0, 40, 0]) + bytes(numbers)
    stored = frame(blocks=runs(content), window=7 << 3)
    return Draft(
        H=8, W=8, B=chunk + 1, K=1, names=None, labels=Section(2, varint(chunk + 1)), base_kind=1, block=8, flags=0,
        bases=Section(6, content, 1, coding=1, stored=stored))


# What `zstd -19` once made of an offset, a step and 240 codes; other versions may make other bytes of them.
COMPRESSED = bytes.fromhex(
    "28b52ffd20f8f501006403000080bf0000003c070000070203070709070e1107181c07242907333907454b07596007707807899207a5af07c3"
    "ce070102030405010100f60355a0")

def infinite():
    """The fields of bases of 8 x 8 for images of 5 x 5, in which values overflow."""
    fields = transform(lambda place: 0 if place else 50, deviation=[1e-38], layout=1)
    return {**fields, "h": 8, "w": 8, "H": 5, "W": 5}


def scattered(count, depth, start=0):
    """Codes without any order."""
    return [(place * place * 40503 + place * 9973 + start * 7919 + 12345 >> 3) % (1 << depth) for place in range(count)]


def packed(values, depth):
    bits = sum(value << (place * depth) for place, value in enumerate(values))
    return bits.to_bytes((len(values) * depth + 7) // 8, "little")


def cancelling():
    code, count = 50001, 40
    steps = (np.arange(count) * 0.005 + 0.1).astype(np.float32)
    offsets = np.float32(2**-10) - steps * np.float32(code)
    content = offsets.astype("<f4").tobytes() + steps.astype("<f4").tobytes() + u16(code) * count
    return Draft(
        C=1, H=1, W=1, K=1, B=count, names=None, labels=Section(2, bytes([count])), depth=16, grouping=1, mean=[0.0],
        deviation=[1e5], bases=Section(6, content))


def cross_fade():
    content = f32(1e4, 1.7e-6) + packed(scattered(36, 16), 16)
    return Draft(
        H=7, W=9, h=6, w=6, K=1, B=1, upsampling=2, names=None, labels=Section(2, b"\1"), depth=16, mean=[-1e8 - 600],
        deviation=[1e4], bases=Section(6, content))


def crossing(kind, mark):
    """Hallucinators whose last sums lie around 1024, with 8 levels for each unit in the last place above it."""
    C, H, W = 2, 6, 6
    F = 3 if kind < 2 else C
    side = 4 if kind == 0 else 6
    shapes = [(F, C, 3, 3), (F,), (F, side, side), (F, side, side), (F, C, 3, 3), (C,)]
    reach = {0: 0.1, 2: 0.01, 3: 0.01, 4: 0.02} if kind < 2 else {0: 0.3}
    quantizers = {slot: (-one, one / 128) for slot, one in reach.items()}
    quantizers |= {1: (0.0, 1e-5), 5: (1024.0, 1e-9)} if kind < 2 else {1: (1024.0, 1e-9)}
    present = [slot for slot in range(6) if mark >> slot & 1]
    content = bytes([mark]) if kind == 2 else b""
    content += f32(*[quantizers[slot][0] for slot in present]) + f32(*[quantizers[slot][1] for slot in present])
    content += b"".join(bytes(scattered(size(shapes[slot]), 8, slot)) for slot in present)
    deviation = 2.0**17
    return Draft(
        C=C, H=H, W=W, K=1, B=1, M=1, names=None, labels=Section(2, b"\1"), depth=8, hallucinator_kind=kind,
        F=F if kind < 2 else 1, scalars=sum(size(shapes[slot]) for slot in present) if kind == 2 else None,
        depths=[8 if slot in present else 0 for slot in range(6)], hallucinators=Section(5, content),
        mean=[128 - 1024 * deviation] * C, deviation=[deviation] * C,
        bases=Section(6, f32(-0.001, 0.0000077) + bytes(scattered(C * H * W, 8, 9))))


VECTORS = [
    ("plain", "two classes, a base each, codes of 2 bits", "F1 P1 P2 P4 H2 S1 S3 S4 L1 N1 T1 T2 C1 D6 D7 D8 H7 Q2 Q3", lambda: Draft()),
    ("smallest", "one image of one pixel, one bit, no names, a provenance of empty strings", "H2 C1",
     lambda: Draft(H=1, W=1, K=1, B=1, depth=1, names=None, labels=Section(2, b"\1"),
                   provenance=u64(0) + u32(0) + b"\0\0")),
    ("names", "names that differ only in how an accent is written, with a line feed, as a path, of 255 bytes", "N1 N2 S7",
     lambda: Draft(K=5, labels=Section(2, bytes([1, 0, 0, 0, 1])), names=Section(
         1, b"".join(map(string, ["\u00e9", "e\u0301", "a\n\x1b", "../x", "n" * 255]))))),
    ("classes-without-bases", "200 bases in the second of four classes", "L1 S7",
     lambda: Draft(H=1, W=2, K=4, B=200, names=None, labels=Section(2, b"\0" + varint(200) + b"\0\0"))),
    ("provenance", "a provenance of 128 bytes with options", "H8 H9",
     lambda: Draft(provenance=u64(2 ** 64 - 1) + u32(2 ** 32 - 1) + string("habazip 0.1.0 ~") + string("") + string("a-1")
                   + string("") + string("b_2") + string("x" * 87))),
    ("features-and-sections", "optional features and optional sections that no one knows", "H6 S2",
     lambda: Draft(optional=["0", "a-thing", "z" * 32], others=[
         Section(128, b"anything"), Section(255, b"a frame?", coding=1, stored=b"none", content_size=99)])),
    ("metadata", "a title, a licence and a text with line feeds", "A1",
     lambda: Draft(metadata=Section(3, string("licence") + varint(7) + b"CC0-1.0" + string("title") + varint(14)
                                    + "zwölf\nBilder\n".encode()))),
    ("metadata-most", "4096 bytes of metadata, in a frame that repeats a byte", "S5 S7 A1",
     lambda: Draft(metadata=Section(3, b"\1a" + varint(4092) + b"x" * 4092, coding=1, stored=frame(blocks=[
         (b"\1a" + varint(4092), None), (b"x", 4092)], window=3 << 3)))),
    ("learning-rate", "a learned student learning rate", "H2", lambda: Draft(rate=0.015625)),
    ("big-normalization", "means and deviations far from pixels: clamping at both ends, halves to even", "D7",
     lambda: Draft(C=3, mean=[-1e30, 0.5, 300.0], deviation=[1e-30, 1.0, 1e30], quantizers=[(0.0, 1.0)])),
    ("halves", "pixels of 0.5, 1.5, 2.5 and so on: to even", "D7 T1",
     lambda: Draft(W=16, depth=8, mean=[0.5], deviation=[1.0], quantizers=[(0.0, 1.0)])),
    ("subnormal", "a step, an offset and a mean below the normal numbers", "T1 T2 D7",
     lambda: Draft(quantizers=[(subnormal(5), subnormal(3))], mean=[subnormal(1)], deviation=[3e38])),
    ("order-quantizer", "offsets that all but cancel the product: it and the sum are rounded one by one", "T1 T4", lambda: cancelling()),
    ("order-resampling", "large values of which the last bits show: rows before columns, each step rounded", "D2 D7", lambda: cross_fade()),
    ("order-published", "sums that cross a power of two: their order shows (kind 0)", "D4", lambda: crossing(0, 63)),
    ("order-same-padded", "sums that cross a power of two: their order shows (kind 1)", "D4", lambda: crossing(1, 63)),
    ("order-encode", "sums that cross a power of two in the encode convolution alone (kind 2)", "D4 D5", lambda: crossing(2, 3)),
    ("sixteen-bits", "codes of 16 bits, packed", "C1", lambda: Draft(depth=16, quantizers=[(-1.0, 0.0000305)])),
    ("three-bits-bytes", "codes of 3 bits as bytes", "C2", lambda: Draft(depth=3, layout=1, quantizers=[(-1.0, 0.25)])),
    ("groups-tensors", "a quantizer for each base", "T4",
     lambda: Draft(grouping=1, quantizers=[(-1.5, 1.0), (-1.5, 0.75)])),
    ("groups-slices", "a quantizer for each channel of each base", "T4",
     lambda: Draft(C=2, grouping=2, quantizers=[(-1.5, 1.0), (-1.0, 1.0), (0.5, 0.25), (-0.0, 0.5)])),
    ("groups-zeros", "two quantizers that differ in the sign of 0 alone", "T4",
     lambda: Draft(grouping=1, quantizers=[(0.0, 1.0), (-0.0, 1.0)])),
] + [
    (f"predictor-{predictor}-{name}", f"predictor {predictor}, {text}", rules,
     lambda predictor=predictor, layout=layout: Draft(
         C=3, H=6, W=7, depth=4, quantizers=[(-1.5, 0.2)], layout=layout, predictor=predictor))
    for predictor, layout, name, text, rules in [
        (1, 0, "packed", "packed", "C1"), (2, 1, "bytes", "bytes", "C2"), (3, 0, "packed", "packed", "C1"),
        (4, 1, "bytes", "bytes", "C2"), (5, 0, "packed", "packed", "C1"), (0, 2, "ranged", "range-coded", "C3 C4 R1 R2 R3 R4 R5 R6"),
        (1, 2, "ranged", "range-coded", "C3 C4"), (2, 2, "ranged", "range-coded", "C3 C4"),
        (3, 2, "ranged", "range-coded", "C3 C4 R6"), (4, 2, "ranged", "range-coded", "C3 C4 R6"),
        (5, 2, "ranged", "range-coded", "C3 C4")]
] + [
    ("ranged-16-bits", "residuals of up to 2^15, range-coded", "R5 C3 C4",
     lambda: Draft(H=6, W=6, depth=16, quantizers=[(-1.0, 0.0000305)], bases=Section(6, pixel_bases(
         [[(index * index * 2711) % 65536 for index in range(36)], [65535 * (index % 2) for index in range(36)]],
         (1, 6, 6), 16, [(-1.0, 0.0000305)], 2), 2))),
    ("ranged-one-bit", "codes of one bit, range-coded", "C3 C4",
     lambda: Draft(H=8, W=8, depth=1, layout=2, predictor=1, quantizers=[(-1.0, 2.0)])),
    ("ranged-constant", "2048 equal codes: a stream of a few bytes", "R2 R4",
     lambda: Draft(H=32, W=32, bases=Section(6, pixel_bases([[2] * 1024] * 2, (1, 32, 32), 2, [(-1.5, 1.0)], 2), 2))),
] + [
    (f"ranged-end-{count}", f"a range-coded stream of {count} codes, for the ways in which streams end", "R2",
     lambda count=count: Draft(K=1, B=1, names=None, labels=Section(2, b"\1"), H=1, W=count, depth=6, layout=2,
                               quantizers=[(-1.5, 0.05)]))
    for count in range(1, 9)
] + [
    ("frame-raw", "bases in a zstd frame of one raw block", "S5", lambda: with_frame()),
    ("frame-single", "a frame of a single segment that declares its content", "S5",
     lambda: with_frame(descriptor=0x20, extra=bytes([len(Draft().bases.stored)]))),
    ("frame-sized", "a frame with a window of 8 MiB and a content size of 4 bytes", "S5",
     lambda: with_frame(descriptor=0x80, window=13 << 3, extra=u32(len(Draft().bases.stored)))),
    ("frame-blocks", "a frame of an empty block and two more", "S5",
     lambda: with_frame(blocks=[(b"", None), (Draft().bases.stored[:5], None), (Draft().bases.stored[5:], None)])),
    ("frame-compressed", "bases in a frame that zstd made, of a compressed block", "S5 T1",
     lambda: Draft(K=1, B=1, names=None, labels=Section(2, b"\1"), H=1, W=240, depth=8, bases=Section(
         6, b"", 1, coding=1, stored=COMPRESSED, content_size=248))),
    ("published", "one hallucinator as published", "D4 T4 C1", lambda: Draft(**published())),
    ("published-colour", "two on colour images, six features, a quantizer for each slice, range-coded", "D4 T4 C4",
     lambda: Draft(**published(M=2, C=3, c=3, H=5, W=4, F=6, grouping=2, layout=2, predictor=5))),
    ("published-grey-bases", "colour images of grey bases, a quantizer for each tensor", "D4",
     lambda: Draft(**published(M=2, C=3, c=1, H=4, W=5, F=2, grouping=1, layout=2, predictor=3))),
    ("same-padded", "a same-padded hallucinator on two channels", "D4",
     lambda: Draft(**published(M=2, C=2, c=2, H=2, W=4, F=3, kind=1))),
    ("same-padded-one-pixel", "images of one pixel: nearly all terms lie outside", "D4",
     lambda: Draft(**published(M=1, C=1, H=1, W=1, F=2, kind=1))),
    ("idle", "three residual hallucinators with nothing in them, in a section of 3 bytes", "D5 T3 H5",
     lambda: Draft(**residual([0, 0, 0]))),
    ("idle-ranged", "the same, range-coded: an empty stream", "R2 T3", lambda: Draft(**residual([0, 0], layout=2))),
    ("residual", "64 residual hallucinators: every set of tensors", "D5 T3",
     lambda: Draft(**residual(list(range(64)), C=1, H=3, W=3, g=2, layout=2))),
    ("residual-colour", "residual hallucinators of colour images, values for squares of 2 pixels, grey bases", "D3 D5",
     lambda: Draft(**residual([63, 0b001100, 0b010001], C=3, H=5, W=3, g=2, c=1))),
    ("copies", "grey bases of colour images, no hallucinators", "D3 D6", lambda: Draft(C=3, c=1)),
    ("copies-two", "bases of two channels for images of four", "D3", lambda: Draft(C=4, c=2)),
    ("formation", "bases cut into 2 x 2 parts as large as images", "D1 D8 H4", lambda: Draft(h=6, w=6, r=2)),
    ("formation-nearest", "bases of 3 x 3 parts, upsampled to the nearest", "D1 D2",
     lambda: Draft(H=5, W=4, h=6, w=9, r=3, upsampling=1)),
    ("formation-bilinear", "bases of 2 x 2 parts, upsampled bilinearly, hallucinated", "D1 D2 D4 D8",
     lambda: Draft(**published(M=2, C=1, H=7, W=5), h=6, w=4, r=2, upsampling=2)),
    ("shrunk", "bases larger than images, both ways", "D2", lambda: Draft(h=7, w=8, upsampling=2)),
    ("shrunk-nearest", "bases larger than images in rows, smaller in columns", "D2", lambda: Draft(h=7, w=2, upsampling=1)),
    ("one-pixel-bases", "bases of one pixel", "D2", lambda: Draft(h=1, w=1, upsampling=2)),
    ("transform", "coefficients of 8 x 8, range-coded", "X1 X2 X3 X4 X5 X6 X7 X8 X11 R6", lambda: Draft(**transform(sparse))),
    ("transform-bytes", "the same as varints", "X4", lambda: Draft(**transform(sparse, layout=1))),
    ("transform-16", "coefficients of 16 x 16, two blocks each way, cut at the border", "X2 X3 X7 X8",
     lambda: Draft(**transform(sparse, h=17, w=30, S=16))),
    ("transform-colour", "the colour transform", "X10 X5",
     lambda: Draft(**transform(sparse, C=3, h=9, w=11, flags=1))),
    ("transform-half", "colour transform and half-size chroma of odd sides", "X9 X10 X5",
     lambda: Draft(**transform(sparse, C=3, h=17, w=11, flags=3))),
    ("transform-half-one-pixel", "half-size chroma of one pixel", "X9", lambda: Draft(**transform(sparse, C=3, h=1, w=1, flags=3))),
    ("transform-four-planes", "four channels without a colour transform", "X5", lambda: Draft(**transform(sparse, C=4))),
    ("transform-steps", "a step for each frequency, the largest shrinkage", "X1 X6",
     lambda: Draft(**transform(sparse, heads=[(128, [5 + 3 * index for index in range(64)])]))),
    ("transform-extremes", "the largest coefficients with the largest steps: nothing overflows", "X2 X6 X7 R5",
     lambda: Draft(**transform(lambda index: (32767, -32767)[index // 2 % 2] if index > 1 else 32767 - 32768 * (index % 2),
                               heads=[(0, [65535])], layout=1))),
    ("transform-long", "numbers of up to 2^16, range-coded", "R5",
     lambda: Draft(**transform(lambda index: {0: 32767, 1: -32767, 3: 20, 4: -21, 5: 19, 6: 22, 7: -16383, 9: 32766}.get(index, 0)))),
    ("transform-infinite", "values that overflow to infinity, and a hallucinator that makes NaN of them", "X11 D7 D5",
     lambda: Draft(**{**residual([0b000100], H=8, W=8, depth=1, offset=-1.0), **{
         key: value for key, value in transform(sparse, deviation=[1e-38]).items() if key not in ("C", "H", "W")}})),
    ("transform-half-blocks", "four blocks of luma on two of the differences; planes that differ in all they can", "X5 X7 X9 X10 X11",
     lambda: Draft(**transform(
         lambda place: (place * 7919 >> 4) % 9 - 4 if place % 5 == 0 else 0, C=3, h=30, w=30, flags=3, B=1, K=1, names=None, labels=Section(2, b"\1"),
         heads=[(128, [90]), (7, [70]), (60, [50])], mean=[120.0, 90.0, 60.0], deviation=[64.0, 40.0, 77.0]))),
    ("transform-longest", "from -32767 to 32767 in one step: the longest number that there is", "R5 X5",
     lambda: Draft(**transform(
         lambda place: (-32767, 65534, 0, 0)[place] if place < 4 else 0, h=16, w=16, B=1, K=1, names=None, labels=Section(2, b"\1"),
         heads=[(0, [1])], mean=[0.0], deviation=[200.0]))),
    ("nearest-infinite", "infinite values enlarged to the nearest, which are themselves", "D2 D7",
     lambda: Draft(**{**infinite(), "upsampling": 1})),
    ("bilinear-infinite", "infinite values between which there is none", "D2 D7",
     lambda: Draft(**{**infinite(), "upsampling": 2})),
    ("transform-parts", "coefficients of bases in parts, hallucinated", "D1 D2 D5 X11",
     lambda: Draft(**{**residual([0b000010, 63], C=3, H=5, W=4), **{
         key: value for key, value in transform(sparse, C=3, h=6, w=6, flags=3).items() if key not in ("H", "W")},
         "h": 6, "w": 6, "r": 2, "upsampling": 2})),
    ("chunks", "one base more than a chunk of coefficients holds", "X2 X3 S5", chunks),
    ("soft", "a number for each class of each image", "O1", lambda: Draft(**soft(3))),
    ("soft-few", "numbers for two of four classes, range-coded", "O1 C3",
     lambda: Draft(**soft(2, K=4, layout=2, classes=[0, 2, 1, 0]))),
    ("soft-one", "one class of an image, of 300", "O1",
     lambda: Draft(**soft(1, K=300, classes=[299, 128]))),
]
