#!/usr/bin/python3
"""A second decoder of .haba archives, written from ../haba.md alone; comments name its rules and sections.

    import haba
    images, labels, class_names = haba.load("photos.haba")

It is made to be read and compared with, not to be fast: range-coded archives take seconds for each 100,000 codes. Needs
numpy (1.24 or newer) and zstandard. As a command it prints one JSON line for each file:

    python3 haba.py photos.haba …
"""
import hashlib
import json
import sys

import numpy as np
import zstandard

MAGIC = bytes.fromhex("8948425a0d0a1a0a")
VERSION = (0, 9)
NAMES, LABELS, METADATA, SOFT_LABELS, HALLUCINATORS, BASES = range(1, 7)
PIXEL, TRANSFORM = range(2)
PUBLISHED, PADDED, RESIDUAL, MIX = range(4)
NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class Fault(Exception):
    """What is wrong with a file: its kind after section 16, the rule that it breaks, and what was found."""

    def __init__(self, kind, rule, found):
        super().__init__(f"{kind} ({rule}): {found}")
        self.kind, self.rule, self.found = kind, rule, found


def need(condition, rule, found, kind="invalid"):
    """Refuses what breaks a rule."""
    if not condition:
        raise Fault(kind, rule, found)


class Archive:
    """What a file holds. Attributes are named as in sections 2 and 5."""

    @property
    def parts(self):
        """The images that one hallucinator makes of a base."""
        return self.r * self.r

    @property
    def N(self):
        return self.B * self.parts * max(1, self.M)

    def hard_labels(self):
        """The class of each image, [N]."""
        return np.repeat(np.arange(self.K), np.array(self.counts) * (self.N // self.B))

    def shown_names(self):
        return self.names if self.names is not None else [str(label) for label in range(self.K)]


# ---- Section 2: numbers and strings

class Cursor:
    """Reads fields one after another from `data`, a part of the file called `part`."""

    def __init__(self, data, part, rule="F4"):
        self.data, self.part, self.rule, self.at = data, part, rule, 0

    def take(self, count):
        need(count <= len(self.data) - self.at, self.rule, f"a field of {count} bytes runs past the end of {self.part}", "damaged")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "little")

    def u8(self):
        return self.number(1)

    def varint(self):
        value = 0
        for index in range(8):
            byte = self.u8()
            value |= (byte & 127) << (7 * index)
            if byte < 128:
                need(byte > 0 or index == 0, "V1", f"a varint with a needless byte in {self.part}")
                return value
        raise Fault("invalid", "V1", f"a varint of more than 8 bytes in {self.part}")

    def floats(self, count):
        return np.frombuffer(self.take(4 * count), "<f4").astype(np.float32)

    def text(self, count):
        try:
            return self.take(count).decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("invalid", "V2", f"a string in {self.part} is not UTF-8") from None

    def short_string(self):
        return self.text(self.u8())

    def name(self, rule):
        name = self.short_string()
        need(name and NAME_CHARACTERS.issuperset(name), rule, f"{name!r} is no name")
        return name

    def end(self, rule):
        need(self.at == len(self.data), rule, f"{len(self.data) - self.at} bytes after the last field of {self.part}")


def crc32c_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC32C_TABLE = crc32c_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC32C_TABLE[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


# ---- Sections 3 to 6: prelude, header, section table

def read_prelude(data):
    """Returns the header's bytes."""
    need(data[:8] == MAGIC, "P1", f"magic {data[:8].hex()}", "damaged")
    cursor = Cursor(data[8:32], "the prelude")
    version = (cursor.u8(), cursor.u8())
    features, header_size, file_size = cursor.number(2), cursor.number(4), cursor.number(8)
    header_sum, prelude_sum = cursor.number(4), cursor.number(4)
    need(crc32c(data[:28]) == prelude_sum, "P2", "the prelude's checksum", "damaged")
    need(version == VERSION, "P3", "version {}.{}".format(*version), "unsupported")
    need(features == 0, "P3", f"feature bits {features:#x}", "unsupported")
    need(1 <= header_size <= 4096, "P5", f"a header of {header_size} bytes")
    need(file_size == len(data), "P4", f"{len(data)} bytes, {file_size} declared", "damaged")
    need(32 + header_size <= len(data), "P5", f"a header of {header_size} bytes in a file of {len(data)}")
    header = data[32:32 + header_size]
    need(crc32c(header) == header_sum, "F3", "the header's checksum", "damaged")
    return header


def read_header(header):
    """Reads all fields of section 5 into an Archive; `sections` is its table: (kind, coding, layout, sizes, checksum)."""
    a, cursor = Archive(), Cursor(header, "the header")

    def ranged(name, value, low, high, rule="H2"):
        need(low <= value <= high, rule, f"{name} {value}")
        return value

    def known(name, value, count, rule="H3"):
        need(value < count, rule, f"{name} {value}", "unsupported")
        return value

    a.C = ranged("C", cursor.u8(), 1, 255)
    a.H, a.W = (ranged(name, cursor.varint(), 1, 65535) for name in "HW")
    a.K = ranged("K", cursor.varint(), 1, 65536)
    a.B = ranged("B", cursor.varint(), 1, 1 << 24)
    a.M = ranged("M", cursor.varint(), 0, 65536)
    required, a.optional_features = read_features(cursor), read_features(cursor)
    need(not required, "H6", "required features " + ", ".join(required), "unsupported")

    a.base_kind = known("base kind", cursor.u8(), 2)
    a.c = ranged("c", cursor.u8(), 1, a.C)
    a.h, a.w = (ranged(name, cursor.varint(), 1, 65535) for name in "hw")
    a.r = ranged("r", cursor.u8(), 1, 255)
    need(a.h % a.r == 0 and a.w % a.r == 0, "H2", f"r {a.r} does not divide {a.h} x {a.w}")
    a.upsampling = known("upsampling", cursor.u8(), 3)
    fits = (a.h // a.r, a.w // a.r) == (a.H, a.W)
    need((a.upsampling == 0) == fits, "H4", f"upsampling {a.upsampling} of {a.h // a.r} x {a.w // a.r} to {a.H} x {a.W}")
    if a.base_kind == PIXEL:
        a.base_depth = ranged("depth of bases", cursor.u8(), 1, 16)
        a.base_grouping = known("grouping of bases", cursor.u8(), 3)
    else:
        a.block = cursor.u8()
        need(a.block in (8, 16), "H3", f"side of a block {a.block}", "unsupported")
        a.flags = known("flags", cursor.u8(), 4)
        need(a.flags == 0 or (a.flags & 1 and a.c == 3), "H4", f"flags {a.flags} with {a.c} channels")

    hallucinator_scalars = 0
    if a.M > 0:
        a.hallucinator_kind = cursor.u8()
        need(a.hallucinator_kind != MIX, "H3", "hallucinator kind mix", "unsupported")
        known("hallucinator kind", a.hallucinator_kind, 3)
        residual = a.hallucinator_kind == RESIDUAL
        number = ranged("F or g", cursor.u8(), 1, 255)
        a.F, a.g = (a.C, number) if residual else (number, 1)
        a.declared_scalars = ranged("scalars", cursor.varint(), 0, 1 << 53) if residual else None
        a.depths = [ranged("depth", cursor.u8(), 0, 16) for _ in range(6)]
        need(residual or 0 not in a.depths, "H5", f"depths {a.depths}")
        need(not residual or a.g == 1 or any(a.depths[2:4]), "H5", f"grain {a.g} without maps")
        need(a.hallucinator_kind != PUBLISHED or min(a.H, a.W) >= 3, "H5", f"images of {a.H} x {a.W}")
        a.hallucinator_grouping = known("grouping of hallucinators", cursor.u8(), 3)
        hallucinator_scalars = a.M * sum(size(shape) for shape in hallucinator_shapes(a))

    a.label_kind = known("label kind", cursor.u8(), 2)
    if a.label_kind == 1:
        a.k = ranged("k", cursor.varint(), 1, a.K)
        a.label_depth = ranged("depth of labels", cursor.u8(), 1, 16)
    has_rate = ranged("mark of a learning rate", cursor.u8(), 0, 1)
    a.learning_rate = cursor.floats(1)[0] if has_rate else None
    need(not has_rate or (np.isfinite(a.learning_rate) and a.learning_rate > 0), "H2", f"learning rate {a.learning_rate}")

    need(max(a.C * a.H * a.W, a.c * a.h * a.w) <= 1 << 28, "H1", "an image or a base of too many scalars")
    soft_numbers = a.N * a.k if a.label_kind == 1 else 0
    most = max(a.N * a.C * a.H * a.W, a.B * a.c * a.h * a.w, hallucinator_scalars, soft_numbers)
    need(most <= 1 << 53, "H1", f"{most} scalars")
    a.mean, a.deviation = cursor.floats(a.C), cursor.floats(a.C)
    need(np.isfinite(a.mean).all(), "H2", f"means {a.mean}")
    need(np.isfinite(a.deviation).all() and (a.deviation > 0).all(), "H2", f"deviations {a.deviation}")
    a.source_images, a.source_bytes = (ranged("source", cursor.varint(), 0, 1 << 53) for _ in range(2))
    a.pixel_digest = cursor.take(32)
    provenance_size = ranged("provenance", cursor.u8(), 0, 128)
    a.provenance = read_provenance(cursor.take(provenance_size))
    a.sections = [read_line(cursor) for _ in range(cursor.u8())]
    cursor.end("H2")
    check_table(a)
    return a


def read_features(cursor):
    count = cursor.u8()
    need(count <= 8, "H2", f"{count} features")
    names = [cursor.name("H6") for _ in range(count)]
    need(all(len(name) <= 32 for name in names), "H6", f"features {names}")
    need(all(one < other for one, other in zip(names, names[1:])), "H6", f"features {names}")
    return names


def read_provenance(data):
    cursor, options = Cursor(data, "the provenance"), {}

    def printable():
        text = cursor.short_string()
        need(all(" " <= character <= "~" and character not in "/\\" for character in text), "H8", f"{text!r}")
        return text

    seed, steps = cursor.number(8), cursor.number(4)
    provenance = {"encoder": printable(), "seed": seed, "objective": printable(), "steps": steps}
    while cursor.at < len(data):
        name = cursor.name("H9")
        need(name not in provenance, "H9", f"option {name}")
        need(not options or name > max(options), "H9", f"option {name} after {max(options, default='')}")
        options[name] = printable()
    return {**provenance, **options}


def read_line(cursor):
    """A line of the section table (section 6)."""
    kind, coding, layout = cursor.u8(), cursor.u8(), cursor.u8()
    need(1 <= kind <= 6 or kind >= 128, "S2", f"section kind {kind}", "unsupported")
    need(coding < 2, "S2", f"coding {coding}", "unsupported")
    if kind in (SOFT_LABELS, HALLUCINATORS, BASES):
        need(layout & 15 < 3, "S2", f"layout {layout & 15}", "unsupported")
        need(layout >> 4 < 6, "S2", f"predictor {layout >> 4}", "unsupported")
    else:
        need(layout == 0, "S8", f"layout {layout} of kind {kind}")
    stored = cursor.varint()
    content = cursor.varint() if coding == 1 else stored
    need(1 <= stored < 1 << 32 and 1 <= content < 1 << 32, "S8", f"a section of {stored} and {content} bytes")
    return kind, coding, layout, stored, content, cursor.number(4)


def check_table(a):
    kinds = [line[0] for line in a.sections]
    need(all(one < other for one, other in zip(kinds, kinds[1:])), "S1", f"section kinds {kinds}")
    for kind, there in ((LABELS, True), (BASES, True), (SOFT_LABELS, a.label_kind == 1), (HALLUCINATORS, a.M > 0)):
        need((kind in kinds) == there, "S1", f"section kinds {kinds}")
    if a.base_kind == TRANSFORM:
        layout = a.sections[kinds.index(BASES)][2]
        need(layout in (1, 2), "X4", f"layout {layout & 15}, predictor {layout >> 4} of coefficients")
    sizes = {NAMES: (2 * a.K, 256 * a.K), LABELS: (a.K, 4 * a.K), METADATA: (1, 4096)}
    for kind, _, layout, stored, content, _ in a.sections:
        low, high = sizes.get(kind, (1, 1 << 32))
        if kind == BASES and a.base_kind == PIXEL and layout & 15 < 2:
            low = high = tensors_size(a.B, [(a.c, a.h, a.w)], [a.base_depth], [a.c], a.base_grouping, layout & 15)
        if kind == HALLUCINATORS and a.hallucinator_kind != RESIDUAL and layout & 15 < 2:
            low = high = tensors_size(
                a.M, hallucinator_shapes(a), a.depths, slice_counts(a), a.hallucinator_grouping, layout & 15)
        need(low <= content <= high, "S7", f"{content} bytes in section {kind}")
        if layout & 15 == 2:
            need(code_count(a, kind) <= stored << 14, "S9", f"{stored} bytes for {code_count(a, kind)} codes")


def code_count(a, kind):
    """The codes or coefficients of a section."""
    if kind == SOFT_LABELS:
        return a.N * a.k
    if kind == HALLUCINATORS:
        return a.declared_scalars if a.hallucinator_kind == RESIDUAL else a.M * sum(map(size, hallucinator_shapes(a)))
    if a.base_kind == PIXEL:
        return a.B * a.c * a.h * a.w
    return a.B * sum(y * x for y, x in block_grids(a)) * a.block ** 2


def tensors_size(rows, shapes, depths, slices, grouping, layout):
    """The bytes of a content in which every row has all tensors."""
    quantizers = {0: len(shapes), 1: rows * len(shapes), 2: rows * sum(slices)}[grouping]
    codes = 0
    for shape, depth in zip(shapes, depths):
        codes += (size(shape) * depth + 7) // 8 if layout == 0 else size(shape) * (1 if depth <= 8 else 2)
    return 8 * quantizers + rows * codes


def expand_frame(frame, content_size, memory):
    """The content of exactly one zstd frame that keeps S5."""
    def sound(condition, found):
        need(condition, "S5", f"a zstd frame with {found}", "damaged")

    cursor = Cursor(frame, "a zstd frame", "S5")
    sound(cursor.number(4) == 0xFD2FB528, "a wrong magic")
    descriptor = cursor.u8()
    sound(descriptor & 0b00011111 == 0, f"descriptor {descriptor:#04x}: reserved bit, checksum or dictionary")
    single, size_bytes = descriptor >> 5 & 1, (0, 2, 4, 8)[descriptor >> 6]
    if single:
        size_bytes = max(1, size_bytes)
    else:
        window = cursor.u8()
        base = 1 << (10 + (window >> 3))
        sound(base + base // 8 * (window & 7) <= 1 << 23, "too large a window")
    if size_bytes:
        declared = cursor.number(size_bytes) + (256 if size_bytes == 2 else 0)
        sound(declared == content_size, f"{declared} bytes, not {content_size}")
        sound(not single or declared <= 1 << 23, "too large a window")
    most = min(declared if single else base + base // 8 * (window & 7), 1 << 17)
    last = 0
    while not last:
        block = cursor.number(3)
        last = block & 1
        sound(block >> 1 & 3 != 3, "a reserved block")
        sound(block >> 3 <= most, f"a block of {block >> 3} bytes")
        cursor.take(1 if block >> 1 & 3 == 1 else block >> 3)
    sound(cursor.at == len(frame), "something after it")
    need(content_size <= memory, "F2", f"a content of {content_size} bytes", "limit")
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(frame)
        content = b""
        # One byte more than declared shows whether there is more (S6).
        while len(content) <= content_size:
            chunk = reader.read(content_size + 1 - len(content))
            if not chunk:
                break
            content += chunk
    except zstandard.ZstdError as error:
        raise Fault("damaged", "S5", f"a zstd frame that does not expand: {error}") from None
    need(len(content) <= content_size, "S6", f"a frame of more than {content_size} bytes", "damaged")
    need(len(content) == content_size, "S5", f"a frame of {len(content)} bytes, not {content_size}", "damaged")
    return content


# ---- Section 7: names, labels, metadata

def read_names(content, K):
    cursor, names = Cursor(content, "the names"), []
    for _ in range(K):
        name = cursor.short_string()
        need(name and "\0" not in name, "N1", f"class name {name!r}")
        names.append(name)
    cursor.end("S7")
    need(len(set(names)) == K, "N1", "two classes of one name")
    return names


def read_labels(content, K, B):
    cursor = Cursor(content, "the labels")
    counts = [cursor.varint() for _ in range(K)]
    cursor.end("S7")
    need(sum(counts) == B, "L1", f"{sum(counts)} bases in the classes, {B} in the file")
    return counts


def read_metadata(content):
    cursor, metadata = Cursor(content, "the metadata"), {}
    while cursor.at < len(content):
        name = cursor.name("A1")
        need(not metadata or name > max(metadata), "A1", f"{name} after {max(metadata, default='')}")
        text = cursor.text(cursor.varint())
        need(text and all((" " <= c or c == "\n") and c != "\x7f" for c in text), "A1", f"text {text!r}")
        metadata[name] = text
    return metadata


# ---- Sections 8 and 9: tensors, quantizers, codes

def size(shape):
    product = 1
    for side in shape:
        product *= side
    return product


def planes(shape):
    """The planes, rows and columns of a tensor (section 9)."""
    if len(shape) == 4:
        return (shape[0] * shape[1], 3, 3)
    return {1: (1, 1) + shape, 2: (1,) + shape, 3: shape}[len(shape)]


def read_quantizers(cursor, rows, shapes, slices, depths, grouping):
    """Offsets and steps in section 8's order; `rows` are the slots in which each row has a tensor.

    Returns them by (row, slot), one for each slice.
    """
    slots = range(len(shapes))
    if grouping == 0:
        keys = [slot for slot in slots if any(slot in row for row in rows)]
        places = {(r, slot): [keys.index(slot)] * slices[slot] for r, row in enumerate(rows) for slot in row}
        count = len(keys)
    else:
        places, count = {}, 0
        for r, row in enumerate(rows):
            for slot in row:
                step = 0 if grouping == 1 else 1
                places[r, slot] = [count + step * index for index in range(slices[slot])]
                count += 1 if grouping == 1 else slices[slot]
    offsets, steps = cursor.floats(count), cursor.floats(count)
    found = {key: [(offsets[p], steps[p]) for p in place] for key, place in places.items()}
    for (_, slot), pairs in found.items():
        for offset, step in pairs:
            need(np.isfinite(offset) and np.isfinite(step) and step > 0, "T2", f"offset {offset}, step {step}")
            need(np.isfinite(value_of((1 << depths[slot]) - 1, offset, step)), "T2", f"offset {offset}, step {step}")
    check_grouping(found, grouping)
    return found


def check_grouping(found, grouping):
    """T4: fewer quantizers would not do."""
    bits = {key: [(o.tobytes(), s.tobytes()) for o, s in pairs] for key, pairs in found.items()}
    smallest = 1 if any(len(set(pairs)) > 1 for pairs in bits.values()) else 0
    if smallest == 1:
        smallest = 2
    else:
        for slot in {slot for _, slot in bits}:
            if len({pairs[0] for key, pairs in bits.items() if key[1] == slot}) > 1:
                smallest = 1
    need(grouping == smallest, "T4", f"grouping {grouping} where {smallest} does")


def value_of(codes, offset, step):
    """T1."""
    with np.errstate(all="ignore"):
        return np.float32(offset) + np.float32(step) * np.asarray(codes).astype(np.float32)


def values_of(codes, pairs):
    """The values of a tensor's codes; slices cut them into equally many."""
    parts = np.split(np.array(codes, np.int64), len(pairs))
    return np.concatenate([value_of(part, *pair) for part, pair in zip(parts, pairs)])


def read_codes(cursor, rows, shapes, depths, layout):
    """The codes of all tensors of a section, by (row, slot)."""
    layout, predictor = layout & 15, layout >> 4
    stream = RangeDecoder(cursor.take(len(cursor.data) - cursor.at)) if layout == 2 else None
    model = Model([count * len(shapes) for count in (48, 81, 125, 324)], len(shapes)) if layout == 2 else None
    codes, latest = {}, {}
    for r, row in enumerate(rows):
        for slot in row:
            depth, shape = depths[slot], planes(shapes[slot])
            if layout == 2:
                residual = stream_residuals(stream, model, slot, depth)
            else:
                residual = stored_residuals(cursor, size(shape), depth, layout)
            codes[r, slot] = latest[slot] = undo_prediction(shape, depth, predictor, latest.get(slot), residual)
    if stream:
        stream.end()
    else:
        cursor.end("S7")
    return codes


def stored_residuals(cursor, count, depth, layout):
    """Layouts 0 and 1: the symbols, then a function that gives the residual of each."""
    mid = 1 << (depth - 1)
    if layout == 0:
        packed = cursor.take((count * depth + 7) // 8)
        bits = np.unpackbits(np.frombuffer(packed, np.uint8), bitorder="little").astype(np.int64)
        need(not bits[count * depth:].any(), "C1", "bits set after the last symbol of a tensor")
        symbols = bits[:count * depth].reshape(count, depth) @ (1 << np.arange(depth))
    else:
        symbols = np.frombuffer(cursor.take(count * (1 if depth <= 8 else 2)), "u1" if depth <= 8 else "<u2")
        need(not count or symbols.max() < 1 << depth, "C2", f"a symbol of {symbols.max(initial=0)}, depth {depth}")
    remaining = iter(symbols.tolist())
    return lambda *_: next(remaining) - mid


def stream_residuals(stream, model, t, depth):
    """Layout 2: a function that decodes the next residual by its contexts (C4)."""
    mid = 1 << (depth - 1)

    def cut(x, n):
        return min(max(x, -n), n) + n

    def residual(p, E, W, N, NW, NE, above_plane, eW, eN, e1, e2):
        act = abs(W - NW) + abs(N - NW) + abs(N - NE)
        rel = 0 if p == 0 else 1 + (above_plane > E) + (above_plane >= E)
        contexts = (
            (16 * t + (E >> max(0, depth - 4))) * 3 + min(p, 2),
            (9 * t + size_class(act)) * 9 + size_class(2 * abs(e1) + abs(e2)),
            125 * t + (cut(eW, 2) * 5 + cut(eN, 2)) * 5 + cut(e1, 2),
            324 * t + (cut(W - E, 4) * 9 + cut(N - E, 4)) * 4 + rel)
        e = stream.number(model, t, contexts)
        need(-mid <= e < mid, "C3", f"a residual of {e}, depth {depth}")
        return e

    return residual


def undo_prediction(shape, depth, predictor, latest, residual):
    """Section 9: codes from residuals, which `residual` gives or decodes one after another."""
    P, R, Q = shape
    mid, mask = 1 << (depth - 1), (1 << depth) - 1
    X, errors = [0] * (P * R * Q), [0] * (P * R * Q)

    def west_and_north(at, i, j):
        W = X[at - 1] if j > 0 else X[at - Q] if i > 0 else mid
        return W, X[at - Q] if i > 0 else W

    for p in range(P):
        for i in range(R):
            for j in range(Q):
                at = (p * R + i) * Q + j
                below = at - R * Q
                W, N = west_and_north(at, i, j)
                NW = X[at - Q - 1] if i > 0 and j > 0 else N
                NE = X[at - Q + 1] if i > 0 and j < Q - 1 else N
                if predictor == 0:
                    E = mid
                elif predictor == 1:
                    E = W
                elif predictor == 2:
                    E = N
                elif predictor == 3 or (predictor == 4 and p == 0):
                    E = min(W, N) if NW >= max(W, N) else max(W, N) if NW <= min(W, N) else W + N - NW
                elif predictor == 4:
                    W1, N1 = west_and_north(below, i, j)
                    E = min(max(X[below] + (((W - W1) + (N - N1)) >> 1), 0), mask)
                else:
                    E = latest[at] if latest else mid
                e = errors[at] = residual(
                    p, E, W, N, NW, NE, X[below] if p > 0 else 0,
                    errors[at - 1] if j > 0 else 0, errors[at - Q] if i > 0 else 0,
                    errors[below] if p > 0 else 0, errors[below - R * Q] if p > 1 else 0)
                X[at] = (E + e) & mask
    return X


# ---- Section 13: range coding

LOGISTIC = [22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768, 40793, 47911, 53581,
            57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438, 65476, 65500, 65514]
NODES = 40


def squash(x):
    """R3."""
    x = min(max(x, -2047), 2047)
    i, f = (x >> 7) + 16, x & 127
    return (LOGISTIC[i] * (128 - f) + LOGISTIC[i + 1] * f + 64) >> 7


def stretch_table():
    """R3, for all of 0…4095."""
    table, x = [], -2047
    for P in range(4096):
        while x < 2047 and squash(x) >> 4 < P:
            x += 1
        table.append(x)
    return table


STRETCH = stretch_table()
SIZE_CLASSES = [0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6] + [7] * 10


def size_class(x):
    """R6."""
    return SIZE_CLASSES[x] if x < 25 else 8


class Model:
    """R4: probabilities and counts of every context and node of four inputs, weights of every mixer and node."""

    def __init__(self, contexts, mixers):
        self.probabilities = [[32768] * (count * NODES) for count in contexts]
        self.counts = [[0] * (count * NODES) for count in contexts]
        self.weights = [[16384] * 4 for _ in range(mixers * NODES)]


class RangeDecoder:
    """R1 and R2."""

    def __init__(self, data):
        self.data, self.at = data, 0
        self.range, self.code, self.window = 0xFFFFFFFF, 0, 0
        for _ in range(4):
            self.widen()
        need(self.code < self.range, "R1", "a range-coded stream beyond its range")

    def widen(self):
        need(self.at < len(self.data) + 4, "R2", "a range-coded stream that ends too early", "damaged")
        byte = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        self.window = (self.window << 8 | byte) & 0xFFFFFFFF
        self.code = self.code << 8 | byte

    def bit(self, probability):
        bound = (self.range >> 16) * probability
        if self.code < bound:
            bit, self.range = 1, bound
        else:
            bit, self.code, self.range = 0, self.code - bound, self.range - bound
        while self.range < 1 << 24:
            self.range <<= 8
            self.widen()
        return bit

    def modelled_bit(self, model, mixer, contexts, node):
        """R4."""
        places = [context * NODES + node for context in contexts]
        weight = model.weights[mixer * NODES + node]
        x = [STRETCH[table[place] >> 4] for table, place in zip(model.probabilities, places)]
        mixed = squash(sum(one * other for one, other in zip(x, weight)) >> 16)
        probability = min(max(mixed, 32), 65504)
        bit = self.bit(probability)
        error = 65536 * bit - probability
        for i, place in enumerate(places):
            weight[i] = min(max(weight[i] + ((x[i] * error + 8192) >> 14), -(1 << 20)), 1 << 20)
            table, counts = model.probabilities[i], model.counts[i]
            table[place] += ((65535 * bit - table[place]) * (131072 // (2 * counts[place] + 3))) >> 16
            counts[place] = min(counts[place] + 1, 127)
        return bit

    def number(self, model, mixer, contexts):
        """R5."""
        def bit(node):
            return self.modelled_bit(model, mixer, contexts, node)

        if not bit(0):
            return 0
        negative, found = bit(1), 1
        while found < 20 and bit(1 + found):
            found += 1
        if found == 20:
            length = 0
            while bit(21 + length):
                length += 1
                need(length <= 15, "R5", "a number of more than 15 further bits")
            y = 1
            for _ in range(length):
                y = 2 * y + self.bit(32768)
            found = 19 + y
        return -found if negative else found

    def end(self):
        """R2: the stream is the one that an encoder ends with."""
        low = (self.window - self.code) & 0xFFFFFFFF
        for n in range(5):
            unit = 1 << (8 * (4 - n))
            v = -(-low // unit) * unit
            if v < low + self.range:
                break
        need(low + self.code == v and self.at == len(self.data) + 4 - n, "R2", "a range-coded stream with another end")


# ---- Section 10: hallucinators

def hallucinator_shapes(a):
    rows, columns = {
        PUBLISHED: (a.H - 2, a.W - 2), PADDED: (a.H, a.W), RESIDUAL: (-(-a.H // a.g), -(-a.W // a.g)),
    }[a.hallucinator_kind]
    inputs = a.C if a.hallucinator_kind == RESIDUAL else a.c
    maps = (a.F, rows, columns)
    return [(a.F, inputs, 3, 3), (a.F,), maps, maps, (a.F, a.C, 3, 3), (a.C,)]


def slice_counts(a):
    """Into how many slices grouping 2 cuts each of the six."""
    return [a.F, 1, a.F, a.F, a.F, 1]


def read_hallucinators(a, content, layout):
    """The six tensors of each hallucinator as values, None for one that is missing."""
    cursor, shapes = Cursor(content, "the hallucinators"), hallucinator_shapes(a)
    rows = [list(range(6))] * a.M
    if a.hallucinator_kind == RESIDUAL:
        marks = cursor.take(a.M)
        need(max(marks) < 64, "T3", f"marks {max(marks):#04x}")
        rows = [[slot for slot in range(6) if mark >> slot & 1] for mark in marks]
        for slot in range(6):
            there = any(slot in row for row in rows)
            need((a.depths[slot] > 0) == there, "H5", f"depth {a.depths[slot]} of tensor {slot}")
        scalars = sum(size(shapes[slot]) for row in rows for slot in row)
        need(scalars == a.declared_scalars, "T3", f"{scalars} scalars, {a.declared_scalars} declared")
    quantizers = read_quantizers(cursor, rows, shapes, slice_counts(a), a.depths, a.hallucinator_grouping)
    codes = read_codes(cursor, rows, shapes, a.depths, layout)
    found = []
    for r, row in enumerate(rows):
        found.append([
            values_of(codes[r, slot], quantizers[r, slot]).reshape(shapes[slot]) if slot in row else None
            for slot in range(6)])
    return found


# ---- Bases of kind pixel (section 8) and transform (section 11)

def read_pixels(a, content, layout):
    """The bases' values, [B, c, h, w]."""
    cursor, shapes, rows = Cursor(content, "the bases"), [(a.c, a.h, a.w)], [[0]] * a.B
    quantizers = read_quantizers(cursor, rows, shapes, [a.c], [a.base_depth], a.base_grouping)
    codes = read_codes(cursor, rows, shapes, [a.base_depth], layout)
    return np.stack([values_of(codes[b, 0], quantizers[b, 0]).reshape(shapes[0]) for b in range(a.B)])


def plane_sizes(a):
    """Rows and columns of each plane."""
    half = (-(-a.h // 2), -(-a.w // 2))
    return [half if a.flags & 2 and plane in (1, 2) else (a.h, a.w) for plane in range(a.c)]


def read_coefficients(a, content, layout):
    """The bases' values, [B, c, h, w], from their coefficients."""
    cursor, S = Cursor(content, "the bases"), a.block
    scales = []
    for _ in range(a.c):
        shrinkage, mode = cursor.u8(), cursor.u8()
        need(shrinkage <= 128, "X1", f"shrinkage {shrinkage}")
        need(mode <= 1, "X1", f"mode {mode}")
        steps = np.frombuffer(cursor.take(2 if mode == 0 else 2 * S * S), "<u2").astype(np.int64)
        need(steps.min() >= 1, "X1", "a step of 0")
        need(mode == 0 or steps.min() < steps.max(), "X1", "mode 1 with equal steps")
        scales.append((shrinkage, np.broadcast_to(steps.reshape(-1, S if mode else 1), (S, S))))
    if layout == 1:
        def decode(*_):
            number = cursor.varint()
            return number // 2 if number % 2 == 0 else -(number + 1) // 2
    else:
        stream = RangeDecoder(cursor.take(len(content) - cursor.at))
        model = Model([768, 36 * 9, 27 * 27, 27 * 81], 3)

        def decode(mixer, contexts):
            return stream.number(model, mixer, contexts())
    grids = block_grids(a)
    chunk = max(1, (1 << 20) // sum(y * x * S * S for y, x in grids))
    values = []
    for start in range(0, a.B, chunk):
        for q in read_chunk(min(chunk, a.B - start), grids, S, decode):
            values.append(base_samples(a, q, scales))
    if layout == 1:
        cursor.end("S7")
    else:
        stream.end()
    return np.stack(values)


def block_grids(a):
    """The blocks of each plane, down and across."""
    return [(-(-y // a.block), -(-x // a.block)) for y, x in plane_sizes(a)]


def read_chunk(count, grids, S, decode):
    """X2 to X5: the coefficients of some bases, for each a list of planes [block row, block column, u, v]."""
    bases = [[np.zeros((y, x, S, S), np.int64) for y, x in grids] for _ in range(count)]
    frequencies = sorted(((u, v) for u in range(S) for v in range(S)), key=lambda f: (f[0] + f[1], f[0]))
    for p, (rows, columns) in enumerate(grids):
        for u, v in frequencies:
            for base in bases:
                for row in range(rows):
                    for column in range(columns):
                        q = base[p]
                        around = ([q[row, column - 1, u, v]] if column else []) + ([q[row - 1, column, u, v]] if row else [])
                        E = int(sum(around)) >> (len(around) - 1) if around and u + v == 0 else 0
                        d = decode(min(p, 2), lambda: coefficient_contexts(base, grids, p, row, column, u, v, S, around))
                        need(-32767 <= E + d <= 32767, "X2", f"a coefficient of {E + d}")
                        q[row, column, u, v] = E + d
    return bases


def coefficient_contexts(base, grids, p, row, column, u, v, S, around):
    """X5."""
    block, pc = base[p][row, column], min(p, 2)

    def A(du, dv):
        return abs(int(block[u + du, v + dv])) if u + du >= 0 and 0 <= v + dv < S else 0

    def behind(plane):
        if plane < 0:
            return 0
        n, m = grids[plane]
        return abs(int(base[plane][row * n // grids[p][0], column * m // grids[p][1], u, v]))

    near = size_class(2 * A(-1, 0) + 2 * A(0, -1) + 2 * A(-1, 1) + A(-1, -1) + A(-2, 0) + A(0, -2))
    side = sum(abs(int(q)) for q in around)
    back = size_class(2 * behind(p - 1) + behind(p - 2))
    band = 0 if u + v == 0 else 1 if u + v < 4 else 2
    return (
        256 * pc + S * u + v,
        (12 * pc + min(u + v, 11)) * 9 + near,
        ((9 * pc + size_class(side)) * 9 + back) * 3 + band,
        ((9 * pc + near) * 9 + back) * 9 + size_class(2 * side))


COSINES = [16384, 16305, 16069, 15679, 15137, 14449, 13623, 12665, 11585, 10394, 9102, 7723, 6270, 4756, 3196, 1606, 0]


def cosine(m):
    """Q[m] of X7."""
    m %= 64
    m, sign = (64 - m if m > 32 else m), 1
    if m > 16:
        m, sign = 32 - m, -1
    return sign * COSINES[m]


def inverse_transform(Y, S):
    """X7, of blocks [..., S, S]."""
    D = np.array([[11585] * S] + [[cosine((2 * n + 1) * k * (16 // S)) for n in range(S)] for k in range(1, S)], np.int64)
    t = 27 if S == 8 else 28
    Z = (np.einsum("...uv,vj->...uj", Y, D) + 64) >> 7
    return (np.einsum("...uj,ui->...ij", Z, D) + (1 << (t - 1))) >> t


def base_samples(a, coefficients, scales):
    """X6 to X11: the values [c, h, w] of one base."""
    found = []
    for plane, ((shrinkage, steps), (y, x)) in enumerate(zip(scales, plane_sizes(a))):
        q = coefficients[plane]
        less = (shrinkage * steps) >> 8
        less[0, 0] = 0
        blocks = inverse_transform(np.sign(q) * (np.abs(q) * steps - less), a.block)
        rows, columns, S, _ = blocks.shape
        samples = blocks.transpose(0, 2, 1, 3).reshape(rows * S, columns * S)[:y, :x]
        samples = samples + (0 if a.flags & 1 and plane in (1, 2) else 128)
        found.append(doubled(samples, a.h, a.w) if a.flags & 2 and plane in (1, 2) else samples)
    if a.flags & 1:
        Y, O, G = found
        t = Y - (G >> 1)
        blue = t - (O >> 1)
        found = [blue + O, G + t, blue]
    with np.errstate(all="ignore"):
        shape = (a.c, 1, 1)
        return (np.stack(found).astype(np.float32) - a.mean[:a.c].reshape(shape)) / a.deviation[:a.c].reshape(shape)


def doubled(G, h, w):
    """X9."""
    def places(count, limit):
        near = np.arange(count) >> 1
        return near, np.where(np.arange(count) % 2 == 0, np.maximum(near - 1, 0), np.minimum(near + 1, limit - 1))

    (a, b), (l, m) = places(h, G.shape[0]), places(w, G.shape[1])
    return (9 * G[np.ix_(a, l)] + 3 * G[np.ix_(b, l)] + 3 * G[np.ix_(a, m)] + G[np.ix_(b, m)] + 8) >> 4


# ---- Section 12: images and soft labels

def upsampled(part, axis, target, kind):
    """D2, along one axis."""
    n = part.shape[axis]
    if kind == 1:
        return np.take(part, np.arange(target) * n // target, axis)
    q = np.maximum(0, (2 * np.arange(target) + 1) * n - target)
    first = q // (2 * target)
    weight = (q % (2 * target)).astype(np.float32) / np.float32(2 * target)
    x0, x1 = np.take(part, first, axis), np.take(part, np.minimum(first + 1, n - 1), axis)
    return x0 + weight.reshape([-1 if index == axis else 1 for index in range(3)]) * (x1 - x0)


def convolve(x, kernel, bias, padding):
    """The encode convolution of D4, term by term: [l, H, W] to [F, H + 2 padding - 2, W + 2 padding - 2]."""
    rows, columns = x.shape[1] + 2 * padding - 2, x.shape[2] + 2 * padding - 2
    u = np.empty((len(kernel), rows, columns), np.float32)
    u[:] = bias.reshape(-1, 1, 1)
    for l in range(x.shape[0]):
        for p in range(3):
            for q in range(3):
                add_shifted(u, kernel[:, l, p, q], x[l], p - padding, q - padding)
    return u


def deconvolve(z, kernel, bias, padding, rows, columns):
    """The decode convolution of D4: [F, …] to [C, rows, columns]."""
    y = np.empty((kernel.shape[1], rows, columns), np.float32)
    y[:] = bias.reshape(-1, 1, 1)
    for m in range(z.shape[0]):
        for p in range(3):
            for q in range(3):
                add_shifted(y, kernel[m, :, p, q], z[m], padding - p, padding - q)
    return y


def add_shifted(target, weights, source, down, right):
    """target[n, i, j] += weights[n] × source[i + down, j + right], where that lies inside."""
    rows, columns = target.shape[1:]
    top, bottom = max(0, -down), min(rows, source.shape[0] - down)
    left, end = max(0, -right), min(columns, source.shape[1] - right)
    if top < bottom and left < end:
        term = weights.reshape(-1, 1, 1) * source[None, top + down:bottom + down, left + right:end + right]
        target[:, top:bottom, left:end] += term


def hallucinate(a, tensors, x):
    """D4 and D5: the image [C, H, W], in normalised units, of a part."""
    encode, encode_bias, scale, shift, decode, decode_bias = tensors
    padding = 0 if a.hallucinator_kind == PUBLISHED else 1
    if a.hallucinator_kind == RESIDUAL:
        encode, encode_bias = with_identity(a, encode, encode_bias)
        decode, decode_bias = with_identity(a, decode, decode_bias)
        grain = np.ix_(range(a.C), np.arange(a.H) // a.g, np.arange(a.W) // a.g)
        scale = scale[grain] + np.float32(1) if scale is not None else None
        shift = shift[grain] if shift is not None else None
    z = x if encode is None else convolve(x, encode, encode_bias, padding)
    if scale is not None:
        z = z * scale
    if shift is not None:
        z = z + shift
    return z if decode is None else deconvolve(z, decode, decode_bias, padding, a.H, a.W)


def with_identity(a, kernel, bias):
    """D5: a residual kernel and its bias as they are used, None where both are missing."""
    if kernel is None and bias is None:
        return None, None
    kernel = np.zeros((a.C, a.C, 3, 3), np.float32) if kernel is None else kernel.copy()
    for m in range(a.C):
        kernel[m, m, 1, 1] += np.float32(1)
    return kernel, np.zeros(a.C, np.float32) if bias is None else bias


def pixels(a, y):
    """D7."""
    v = y * a.deviation.reshape(-1, 1, 1) + a.mean.reshape(-1, 1, 1)
    v = np.where(v > 0, np.minimum(v, np.float32(255)), np.float32(0))
    return np.rint(v).astype(np.uint8)


def make_images(a):
    """D8: [N, C, H, W]."""
    images = np.empty((a.N, a.C, a.H, a.W), np.uint8)
    index, rows, columns = 0, a.h // a.r, a.w // a.r
    with np.errstate(all="ignore"):
        for base in a.bases:
            for s in range(a.parts):
                top, left = s // a.r * rows, s % a.r * columns
                x = base[:, top:top + rows, left:left + columns]
                if a.upsampling:
                    x = upsampled(upsampled(x, 1, a.H, a.upsampling), 2, a.W, a.upsampling)
                if a.M == 0 or a.hallucinator_kind == RESIDUAL:
                    x = np.concatenate([x] + [x[-1:]] * (a.C - a.c))
                for made in [hallucinate(a, tensors, x) for tensors in a.hallucinators] if a.M else [x]:
                    images[index] = pixels(a, made)
                    index += 1
    return images


def read_soft_labels(a, content, layout):
    """The numbers of each image's classes, [N, K]."""
    cursor = Cursor(content, "the soft labels")
    if a.k < a.K:
        classes = np.empty((a.N, a.k), np.int64)
        for image in range(a.N):
            latest = -1
            for index in range(a.k):
                latest += 1 + cursor.varint()
                need(latest < a.K, "O1", f"class {latest} of {a.K}")
                classes[image, index] = latest
    else:
        classes = np.tile(np.arange(a.K), (a.N, 1))
    shapes = [(a.N, a.k)]
    quantizers = read_quantizers(cursor, [[0]], shapes, [1], [a.label_depth], 0)
    codes = read_codes(cursor, [[0]], shapes, [a.label_depth], layout)
    soft = np.zeros((a.N, a.K), np.float32)
    np.put_along_axis(soft, classes, values_of(codes[0, 0], quantizers[0, 0]).reshape(shapes[0]), 1)
    return soft


# ---- The whole

def parse(data, memory=1 << 30, verify=True):
    """Reads the bytes of a file; refuses with a Fault what breaks a rule or takes more than `memory` bytes.

    Without `verify` the images may be others than those that the file was made with (H7).
    """
    header = read_prelude(data)
    a = read_header(header)
    stored = sum(line[3] for line in a.sections)
    need(stored == len(data) - 32 - len(header), "S3", f"sections of {stored} bytes", "invalid")
    scalars = max(a.N * a.C * a.H * a.W, a.B * a.c * a.h * a.w, a.K)
    if a.M:
        scalars = max(scalars, a.M * sum(size(shape) for shape in hallucinator_shapes(a)))
    if a.label_kind == 1:
        scalars = max(scalars, a.N * a.K)
    need(8 * scalars <= memory, "F2", f"{scalars} numbers", "limit")
    a.names = a.metadata = a.soft_labels = None
    a.hallucinators = []
    cursor = Cursor(data[32 + len(header):], "the file")
    for kind, coding, layout, stored, content_size, checksum in a.sections:
        content = cursor.take(stored)
        need(crc32c(content) == checksum, "F3", f"the checksum of section {kind}", "damaged")
        if kind >= 128:
            continue
        if coding == 1:
            content = expand_frame(content, content_size, memory)
        if kind == NAMES:
            a.names = read_names(content, a.K)
        elif kind == LABELS:
            a.counts = read_labels(content, a.K, a.B)
        elif kind == METADATA:
            a.metadata = read_metadata(content)
        elif kind == SOFT_LABELS:
            a.soft_labels = read_soft_labels(a, content, layout)
        elif kind == HALLUCINATORS:
            a.hallucinators = read_hallucinators(a, content, layout)
        elif a.base_kind == PIXEL:
            a.bases = read_pixels(a, content, layout)
        else:
            a.bases = read_coefficients(a, content, layout)
    a.images = make_images(a)
    digest = hashlib.sha256(a.images.tobytes()).digest()
    need(digest == a.pixel_digest or not verify, "H7", f"pixels {digest.hex()}, {a.pixel_digest.hex()} declared", "damaged")
    return a


def read(path, memory=1 << 30):
    """Reads a file and returns the Archive, with everything in it."""
    with open(path, "rb") as file:
        data = file.read(memory + 1)
    need(len(data) <= memory, "F2", "a file of more than the memory allowed", "limit")
    return parse(data, memory)


def load(path):
    """Returns images (uint8 [N, C, H, W]), labels and class_names (a list of K) of the archive at `path`.

    Labels are the classes' indices [N], or float32 [N, K] where the archive has soft labels.
    """
    archive = read(path)
    labels = archive.hard_labels() if archive.soft_labels is None else archive.soft_labels
    return archive.images, labels, archive.shown_names()


def summary(path):
    """What `path` holds or why it is refused, for JSON."""
    try:
        a = read(path)
    except Fault as fault:
        return {"file": path, "fault": fault.kind, "rule": fault.rule, "found": fault.found}
    soft = a.soft_labels
    return {
        "file": path, "images": list(a.images.shape), "pixels_sha256": hashlib.sha256(a.images.tobytes()).hexdigest(),
        "labels": a.hard_labels().tolist(), "class_names": a.shown_names(), "metadata": a.metadata or {},
        "learning_rate": None if a.learning_rate is None else float(a.learning_rate),
        "soft_labels_sha256": None if soft is None else hashlib.sha256(soft.astype("<f4").tobytes()).hexdigest(),
        "provenance": a.provenance,
    }


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(json.dumps(summary(argument)), flush=True)
