"""Archives put together field by field, after ../haba.md: right in all that isn't changed.

Sizes, checksums and the pixels' digest follow the fields, so that a change is found by the rule on it and by no
checksum. Numbers that look random come from formulas. Range-coded streams come from an encoder on top of the second
decoder's model.
"""
import hashlib
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "reference"))
import haba  # noqa: E402


def u16(value):
    return struct.pack("<H", value)


def u32(value):
    return struct.pack("<I", value)


def u64(value):
    return struct.pack("<Q", value)


def f32(*values):
    return struct.pack(f"<{len(values)}f", *values)


def varint(value, needless=0):
    """A varint (section 2), with needless bytes where those are wanted."""
    groups = [value & 127]
    while value >> 7:
        value >>= 7
        groups.append(value & 127)
    groups += [0] * needless
    return bytes([group | 128 for group in groups[:-1]] + groups[-1:])


def string(text):
    data = text if isinstance(text, bytes) else text.encode()
    return bytes([len(data)]) + data


def strings(texts):
    return bytes([len(texts)]) + b"".join(string(text) for text in texts)


def codes(count, depth, factor=7, start=3):
    """Codes with some order in them."""
    return [(start + factor * index + index * index // 5) % (1 << depth) for index in range(count)]


# ---- Section 13: a range encoder

class RangeEncoder(haba.RangeDecoder):
    """Encodes where the decoder decodes: numbers are the decoder's own, with bits that are known."""

    def __init__(self):
        self.low, self.range, self.bytes, self.bits = 0, 0xFFFFFFFF, [], []

    def bit(self, probability):
        bit = self.bits.pop(0)
        bound = (self.range >> 16) * probability
        if bit:
            self.range = bound
        else:
            self.low += bound
            self.range -= bound
            self.carry()
        while self.range < 1 << 24:
            self.range <<= 8
            self.bytes.append(self.low >> 24)
            self.low = (self.low & 0xFFFFFF) << 8
        return bit

    def carry(self):
        if self.low >> 32:
            self.low &= 0xFFFFFFFF
            place = len(self.bytes) - 1
            while self.bytes[place] == 255:
                self.bytes[place] = 0
                place -= 1
            self.bytes[place] += 1

    def encode(self, x, model, mixer, contexts):
        self.bits = number_bits(x)
        self.number(model, mixer, contexts)

    def finished(self):
        """The shortest end (R2)."""
        for n in range(5):
            unit = 1 << (8 * (4 - n))
            v = -(-self.low // unit) * unit
            if v < self.low + self.range:
                self.low = v
                self.carry()
                return bytes(self.bytes) + self.low.to_bytes(4, "big")[:n]


def number_bits(x):
    """The bits of `number(x)` (R5)."""
    if x == 0:
        return [0]
    bits, size = [1, int(x < 0)], abs(x)
    bits += [1] * min(size - 1, 19)
    if size < 20:
        return bits + [0]
    y = size - 19
    length = y.bit_length() - 1
    return bits + [1] * length + [0] + [y >> place & 1 for place in reversed(range(length))]


# ---- Sections 8 and 9: tensors

def encoded(tensors, shapes, depths, layout=0, predictor=0, residuals=None):
    """The codes of tensors, (slot, codes) in order, as bytes.

    `residuals` gives some residuals that are not those of the codes, by their place among all.
    """
    content, latest, place = b"", {}, 0
    encoder = RangeEncoder()
    model = haba.Model([count * len(shapes) for count in (48, 81, 125, 324)], len(shapes))
    for slot, values in tensors:
        depth, mid, symbols = depths[slot], 1 << (depths[slot] - 1), []

        def residual(p, E, *others):
            nonlocal place
            e = ((values[len(symbols)] - E + mid) & (2 * mid - 1)) - mid
            e = (residuals or {}).get(place, e)
            place += 1
            symbols.append(e + mid)
            if layout == 2:
                capture = Capture()
                haba.stream_residuals(capture, model, slot, depth)(p, E, *others)
                encoder.encode(e, model, slot, capture.contexts)
            return e

        haba.undo_prediction(haba.planes(shapes[slot]), depth, predictor, latest.get(slot), residual)
        latest[slot] = values
        if layout == 0:
            bits = sum(symbol << (index * depth) for index, symbol in enumerate(symbols))
            content += bits.to_bytes((len(symbols) * depth + 7) // 8, "little")
        elif layout == 1:
            content += b"".join(bytes([symbol]) if depth <= 8 else u16(symbol) for symbol in symbols)
    return encoder.finished() if layout == 2 else content


class Capture:
    """Stands in for a decoder to learn contexts."""

    def number(self, model, mixer, contexts):
        self.contexts = contexts
        return 0


def pixel_bases(rows, shape, depth, quantizers, layout=0, predictor=0, residuals=None):
    """The content of pixel bases: `quantizers` are pairs of offset and step as the grouping orders them."""
    tensors = [(0, row) for row in rows]
    return (
        f32(*[offset for offset, _ in quantizers]) + f32(*[step for _, step in quantizers])
        + encoded(tensors, [shape], [depth], layout, predictor, residuals))


def coefficient_bases(count, grids, S, heads, numbers, layout=2):
    """The content of coefficients: `heads` are (shrinkage, steps) of the planes, `numbers` is a function of place.

    `numbers(index)` is what is coded, d of X3, of the coefficient at that place in the order of X2.
    """
    content = b"".join(
        bytes([shrinkage, 0 if len(steps) == 1 else 1]) + b"".join(map(u16, steps)) for shrinkage, steps in heads)
    encoder, model, place = RangeEncoder(), haba.Model([768, 36 * 9, 27 * 27, 27 * 81], 3), 0
    parts = []

    def decode(mixer, contexts):
        nonlocal place
        d = numbers(place)
        place += 1
        if layout == 1:
            parts.append(varint(2 * d if d >= 0 else -2 * d - 1))
        else:
            encoder.encode(d, model, mixer, contexts())
        return d

    chunk = max(1, (1 << 20) // sum(y * x * S * S for y, x in grids))
    for start in range(0, count, chunk):
        haba.read_chunk(min(chunk, count - start), grids, S, decode)
    return content + (b"".join(parts) if layout == 1 else encoder.finished())


# ---- RFC 8878: zstd frames by hand

def frame(content=None, descriptor=0, window=0, blocks=None, extra=b""):
    """A frame of one raw block, or of `blocks`: (bytes, None) raw, (byte, count) repeated."""
    blocks = [(content, None)] if blocks is None else blocks
    data = bytes.fromhex("28b52ffd") + bytes([descriptor])
    if not descriptor & 32:
        data += bytes([window])
    data += extra
    for index, (value, count) in enumerate(blocks):
        size = len(value) if count is None else count
        header = (index == len(blocks) - 1) | (0 if count is None else 1) << 1 | size << 3
        data += header.to_bytes(3, "little") + value
    return data


# ---- The file

class Section:
    """A section and its line in the table; declared sizes are the true ones where they aren't given."""

    def __init__(self, kind, content, layout=0, predictor=0, coding=0, stored=None, content_size=None, stored_size=None):
        self.kind, self.layout, self.coding = kind, layout | predictor << 4, coding
        self.stored = content if stored is None else stored
        self.content_size = len(content) if content_size is None else content_size
        self.stored_size = len(self.stored) if stored_size is None else stored_size
        self.checksum_error = 0

    def line(self):
        sizes = varint(self.stored_size) + (varint(self.content_size) if self.coding else b"")
        checksum = haba.crc32c(self.stored) ^ self.checksum_error
        return bytes([self.kind, self.coding, self.layout]) + sizes + u32(checksum)


class Draft:
    """As it stands: two classes with a base each of [1, 3, 3], codes of 2 bits, no hallucinators."""

    def __init__(self, **changes):
        self.magic, self.version, self.feature_bits = haba.MAGIC, (0, 9), 0
        self.C, self.H, self.W, self.K, self.B, self.M = 1, 3, 3, 2, 2, 0
        self.required, self.optional = [], []
        self.base_kind, self.c, self.h, self.w, self.r, self.upsampling = 0, None, None, None, 1, 0
        self.depth, self.grouping, self.block, self.flags = 2, 0, 8, 0
        self.hallucinator_kind, self.F, self.scalars, self.depths = 0, 1, None, [3] * 6
        self.hallucinator_grouping = 0
        self.label_kind, self.k, self.label_depth, self.rate = 0, 1, 4, None
        self.mean, self.deviation = None, None
        self.source = (12, 108)
        self.provenance = u64(7) + u32(5) + string("e") + string("o")
        self.provenance_size, self.section_count = None, None
        self.names = Section(1, string("ant") + string("bee"))
        self.labels = Section(2, bytes([1, 1]))
        self.metadata = self.soft = self.hallucinators = None
        self.quantizers, self.layout, self.predictor = [(-1.5, 1.0)], 0, 0
        self.bases, self.others = None, []
        self.header_tail, self.file_tail, self.file_size_error, self.header_size = b"", b"", 0, None
        self.header_bytes = lambda header: header
        self.digest, self.prelude_error, self.header_error = None, 0, 0
        for name, value in changes.items():
            assert hasattr(self, name), name
            setattr(self, name, value)
        self.c = self.C if self.c is None else self.c
        self.h, self.w = self.H if self.h is None else self.h, self.W if self.w is None else self.w
        self.mean = [120.0] * self.C if self.mean is None else self.mean
        self.deviation = [60.0] * self.C if self.deviation is None else self.deviation
        if self.bases is None:
            rows = [codes(self.c * self.h * self.w, self.depth, 7, 3 + row) for row in range(self.B)]
            shape = (self.c, self.h, self.w)
            content = pixel_bases(rows, shape, self.depth, self.quantizers, self.layout, self.predictor)
            self.bases = Section(6, content, self.layout, self.predictor)

    def sections(self):
        ordered = [self.names, self.labels, self.metadata, self.soft, self.hallucinators, self.bases]
        return [section for section in ordered + self.others if section]

    def header(self, digest):
        parts = [bytes([self.C])]
        parts += [varint(value) for value in (self.H, self.W, self.K, self.B, self.M)]
        parts += [strings(self.required), strings(self.optional)]
        parts += [bytes([self.base_kind, self.c]), varint(self.h), varint(self.w), bytes([self.r, self.upsampling])]
        parts += [bytes([self.block, self.flags] if self.base_kind == 1 else [self.depth, self.grouping])]
        if self.M:
            parts += [bytes([self.hallucinator_kind, self.F])]
            parts += [varint(self.scalars)] if self.scalars is not None else []
            parts += [bytes(self.depths), bytes([self.hallucinator_grouping])]
        parts += [bytes([self.label_kind])]
        parts += [varint(self.k) + bytes([self.label_depth])] if self.label_kind == 1 else []
        parts += [b"\0" if self.rate is None else b"\1" + f32(self.rate)]
        parts += [f32(*self.mean), f32(*self.deviation), varint(self.source[0]), varint(self.source[1]), digest]
        size = len(self.provenance) if self.provenance_size is None else self.provenance_size
        lines = [section.line() for section in self.sections()]
        count = len(lines) if self.section_count is None else self.section_count
        parts += [bytes([size]), self.provenance, bytes([count])] + lines + [self.header_tail]
        return self.header_bytes(b"".join(parts))

    def assembled(self, digest):
        header, payload = self.header(digest), b"".join(section.stored for section in self.sections())
        header_size = len(header) if self.header_size is None else self.header_size
        file_size = 32 + len(header) + len(payload) + self.file_size_error
        prelude = self.magic + bytes(self.version) + u16(self.feature_bits) + u32(header_size) + u64(file_size)
        prelude += u32(haba.crc32c(header) ^ self.header_error)
        return prelude + u32(haba.crc32c(prelude) ^ self.prelude_error) + header + payload + self.file_tail

    def bytes(self):
        """The file, with the digest that its pixels have if it can be read."""
        if self.digest is not None:
            return self.assembled(self.digest)
        blank = self.assembled(bytes(32))
        try:
            images = haba.parse(blank, verify=False).images
        except haba.Fault:
            return blank
        return self.assembled(hashlib.sha256(images.tobytes()).digest())
