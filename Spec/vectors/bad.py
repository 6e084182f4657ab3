"""The bad vectors: files that every reader refuses, each with what is wrong, the rule and the kind of error."""
from draft import Draft, Section, encoded, f32, frame, pixel_bases, string, u16, u32, u64, varint
from good import published, residual, soft, sparse, transform

DAMAGED, INVALID, LIMIT = "damaged", "invalid", "limit"
CONTENT = Draft().bases.stored
NAN, INFINITY = float("nan"), float("inf")


def plain():
    return Draft().bytes()


def framed(stored, content_size=len(CONTENT)):
    """The bases of the plain draft as stored in what should be a frame."""
    return Draft(bases=Section(6, CONTENT, coding=1, stored=stored, content_size=content_size))


def framed_names(content_size):
    """The names, 8 bytes, in a frame that should have others."""
    names = Draft().names.stored
    return Draft(names=Section(1, names, coding=1, stored=frame(names), content_size=content_size))


def raw_bases(content, **changes):
    return Draft(bases=Section(6, content, **changes))


def ranged(**changes):
    """The fields of range-coded bases, and their content."""
    content = pixel_bases([[1, 2, 3, 0, 1, 2, 3, 3, 3]] * 2, (1, 3, 3), 2, [(-1.5, 1.0)], 2, **changes)
    return content


def ranged_draft(content):
    return Draft(bases=Section(6, content, 2))


def coefficients(heads, numbers=b"\0" * 128, **changes):
    """Bases of two blocks of 8 x 8 with this start of the content and these varints."""
    return Draft(H=8, W=8, base_kind=1, bases=Section(6, heads + numbers, 1), **changes)


def late(draft, place, byte):
    """The plain file with a byte of the header changed and the checksums put right."""
    return Draft(header_bytes=lambda header: header[:place] + bytes([byte]) + header[place + 1:], **draft)


def replaced(data, place, new):
    return data[:place] + new + data[place + len(new):]


def stream_that_goes_on():
    """A range-coded number with sixteen ones where fifteen are the most (R5)."""
    import draft
    import haba
    encoder, model = draft.RangeEncoder(), haba.Model([768, 36 * 9, 27 * 27, 27 * 81], 3)
    encoder.bits = [1, 0] + [1] * 19 + [1] * 16 + [0] * 400
    try:
        encoder.number(model, 0, (0, 0, 0, 2))
    except haba.Fault:
        pass
    return encoder.finished()


VECTORS = [
    # Section 3 and 4
    ("empty", "no bytes at all", "P1", DAMAGED, lambda: b""),
    ("other", "another file", "P1", DAMAGED, lambda: b"\x89PNG\r\n\x1a\n" + bytes(60)),
    ("line-ends", "CR LF became LF in a transfer", "P1", DAMAGED, lambda: plain().replace(b"\r\n", b"\n")),
    ("seven-bits", "the high bit of every byte is lost", "P1", DAMAGED, lambda: bytes(byte & 127 for byte in plain())),
    ("prelude-cut", "it ends within the prelude", "F4", DAMAGED, lambda: plain()[:31]),
    ("prelude-checksum", "a wrong checksum of the prelude", "P2", DAMAGED, lambda: Draft(prelude_error=1)),
    ("version-damaged", "a version changed by a damaged byte, which the checksum shows first", "P2", DAMAGED,
     lambda: replaced(plain(), 9, b"\x0a")),
    ("header-checksum", "a wrong checksum of the header", "F3", DAMAGED, lambda: Draft(header_error=1 << 31)),
    ("header-damaged", "a changed byte of the header", "F3", DAMAGED, lambda: replaced(plain(), 40, b"\x55")),
    ("section-damaged", "a changed byte of the bases", "F3 Q1", DAMAGED, lambda: plain()[:-1] + b"\x55"),
    ("names-layout", "a layout of names that is no layout either", "S8", INVALID, lambda: names_layout()),
    ("names-damaged", "a wrong checksum of the names", "F3", DAMAGED, lambda: wrong_checksum("names")),
    ("optional-damaged", "a wrong checksum of an optional section that no one knows", "S2 F3", DAMAGED,
     lambda: wrong_checksum("others")),
    ("file-cut", "the last byte is missing", "P4", DAMAGED, lambda: plain()[:-1]),
    ("file-longer", "a byte after the end", "P4 F1", DAMAGED, lambda: Draft(file_tail=b"\0")),
    ("file-size", "a declared size of the file of one byte too much", "P4", DAMAGED, lambda: Draft(file_size_error=1)),
    ("header-size-0", "a header of no bytes", "P5", INVALID, lambda: Draft(header_size=0)),
    ("header-size-4097", "a header of 4097 bytes", "P5", INVALID, lambda: Draft(header_bytes=lambda header: header + bytes(4097 - len(header)))),
    ("header-past-end", "a header larger than the file", "P5 F2", INVALID, lambda: Draft(header_size=4000)),
    # Section 5: ranges
    ("channels-0", "no channels", "H2", INVALID, lambda: late({}, 0, 0)),
    ("height-0", "no rows", "H2", INVALID, lambda: late({}, 1, 0)),
    ("height-65536", "65536 rows", "H2", INVALID, lambda: Draft(H=65536, h=3, upsampling=1)),
    ("classes-0", "no classes", "H2", INVALID, lambda: late({}, 3, 0)),
    ("classes-65537", "65537 classes", "H2", INVALID, lambda: Draft(K=65537)),
    ("bases-0", "no bases", "H2", INVALID, lambda: late({}, 4, 0)),
    ("bases-many", "2^24 + 1 bases", "H2", INVALID, lambda: late_bases()),
    ("hallucinators-many", "65537 hallucinators", "H2", INVALID, lambda: Draft(**{**published(), "M": 65537})),
    ("base-channels-0", "bases of no channels", "H2", INVALID, lambda: late({}, 9, 0)),
    ("base-channels-more", "bases of more channels than images", "H2", INVALID, lambda: Draft(c=2)),
    ("formation-0", "a formation of 0", "H2", INVALID, lambda: late({}, 12, 0)),
    ("formation-divides", "a formation that doesn't divide the bases' sides", "H2", INVALID,
     lambda: Draft(h=6, w=5, r=2, upsampling=1)),
    ("depth-0", "codes of 0 bits", "H2", INVALID, lambda: late({}, 14, 0)),
    ("depth-17", "codes of 17 bits", "H2", INVALID, lambda: late({}, 14, 17)),
    ("features-0", "a hallucinator without features", "H2", INVALID, lambda: late(published(), 17, 0)),
    ("grain-needless", "a grain of 2 where no hallucinator has maps", "H5", INVALID, lambda: Draft(**residual([3], F=2))),
    ("grain-0", "a grain of 0", "H2", INVALID, lambda: late(residual([63]), 17, 0)),
    ("hallucinator-depth-17", "hallucinators of 17 bits", "H2", INVALID, lambda: late(published(), 18, 17)),
    ("soft-none", "soft labels of no class", "H2", INVALID, lambda: Draft(**{**soft(1, classes=[0, 0]), "k": 0})),
    ("soft-more", "soft labels of more classes than there are", "H2", INVALID, lambda: Draft(**{**soft(3), "k": 4})),
    ("soft-depth", "soft labels of 17 bits", "H2", INVALID, lambda: Draft(**{**soft(3), "label_depth": 17})),
    ("rate-mark", "neither a learning rate nor none", "H2", INVALID, lambda: late({}, 17, 2)),
    ("rate-0", "a learning rate of 0", "H2", INVALID, lambda: Draft(rate=0.0)),
    ("rate-nan", "a learning rate that is no number", "H2", INVALID, lambda: Draft(rate=NAN)),
    ("rate-infinite", "an infinite learning rate", "H2", INVALID, lambda: Draft(rate=INFINITY)),
    ("mean-nan", "a mean that is no number", "H2", INVALID, lambda: Draft(mean=[NAN])),
    ("deviation-0", "a deviation of 0", "H2", INVALID, lambda: Draft(deviation=[0.0])),
    ("deviation-negative", "a negative deviation", "H2", INVALID, lambda: Draft(deviation=[-60.0])),
    ("deviation-infinite", "an infinite deviation", "H2", INVALID, lambda: Draft(deviation=[INFINITY])),
    ("source-images", "2^53 + 1 source images", "H2", INVALID, lambda: Draft(source=(2 ** 53 + 1, 108))),
    ("source-bytes", "2^53 + 1 bytes of source pixels", "H2", INVALID, lambda: Draft(source=(12, 2 ** 53 + 1))),
    ("features-9", "nine optional features", "H2", INVALID, lambda: Draft(optional=list("abcdefghi"))),
    ("header-goes-on", "a byte after the section table", "H2", INVALID, lambda: Draft(header_tail=b"\0")),
    ("header-ends", "a section table that runs past the header", "F4", DAMAGED, lambda: Draft(section_count=4)),
    # Section 2
    ("varint-needless", "a height of 3 in two bytes", "V1", INVALID, lambda: needless_height()),
    ("varint-nine", "a varint of nine bytes", "V1", INVALID,
     lambda: Draft(header_bytes=lambda header: header[:1] + b"\x83" + b"\x80" * 7 + b"\x01" + header[2:])),
    ("varint-labels", "a count of bases with a needless byte", "V1", INVALID,
     lambda: Draft(labels=Section(2, varint(1, 1) + b"\1"))),
    ("name-not-utf-8", "a class name that is not UTF-8", "V2", INVALID,
     lambda: Draft(names=Section(1, string(b"\xff\xfe") + string("bee")))),
    ("name-surrogate", "a class name with half a surrogate pair", "V2", INVALID,
     lambda: Draft(names=Section(1, string(b"\xed\xa0\x80") + string("bee")))),
    ("name-overlong", "a class name with an overlong form", "V2", INVALID,
     lambda: Draft(names=Section(1, string(b"\xc0\xaf") + string("bee")))),
    # Section 5: rules
    ("image-large", "images of more than 2^28 scalars", "H1", INVALID,
     lambda: Draft(H=65535, W=65535, h=3, w=3, upsampling=1)),
    ("base-large", "bases of more than 2^28 scalars", "H1", INVALID, lambda: large_bases()),
    ("images-large", "more than 2^53 scalars of all images", "H1", INVALID, lambda: large_images()),
    ("soft-large", "more than 2^53 numbers of soft labels", "H1", INVALID, lambda: large_soft()),
    ("upsampling-needless", "an upsampling where parts are as large as images", "H4", INVALID, lambda: Draft(upsampling=1)),
    ("upsampling-missing", "none where they are not", "H4", INVALID, lambda: Draft(h=6, w=6)),
    ("colour-two-channels", "a colour transform of one channel", "H4", INVALID,
     lambda: Draft(**{**transform(sparse), "flags": 1})),
    ("half-without-colour", "half-size chroma without a colour transform", "H4", INVALID,
     lambda: Draft(**{**transform(sparse, C=3), "flags": 2})),
    ("published-small", "published hallucinators of images of 2 x 3", "H5", INVALID,
     lambda: Draft(**{**published(), "H": 2, "h": 2})),
    ("depth-missing", "published hallucinators without a tensor", "H5", INVALID,
     lambda: Draft(**{**published(), "depths": [3, 4, 5, 0, 6, 7]})),
    ("depth-needless", "a depth for a tensor that no hallucinator has", "H5", INVALID, lambda: needless_depth()),
    ("depth-wanted", "a depth of 0 for a tensor that is there", "H5", INVALID, lambda: wanted_depth()),
    ("features-order", "features out of order", "H6", INVALID, lambda: Draft(optional=["b", "a"])),
    ("features-twice", "a feature twice", "H6", INVALID, lambda: Draft(optional=["a", "a"])),
    ("feature-empty", "a feature without a name", "H6", INVALID, lambda: Draft(optional=[""])),
    ("feature-letters", "a feature with a capital letter", "H6", INVALID, lambda: Draft(optional=["Aa"])),
    ("feature-long", "a feature of 33 bytes", "H6", INVALID, lambda: Draft(optional=["a" * 33])),
    ("pixels", "the SHA-256 of other pixels", "H7", DAMAGED, lambda: Draft(digest=bytes(range(32)))),
    ("provenance-large", "a provenance of 129 bytes", "H2", INVALID,
     lambda: Draft(provenance=u64(7) + u32(5) + string("e" * 115) + string("o"))),
    ("provenance-cut", "a provenance that ends within a string", "F4", DAMAGED,
     lambda: Draft(provenance=u64(7) + u32(5) + string("e") + b"\5o")),
    ("provenance-path", "a path in the provenance", "H8", INVALID,
     lambda: Draft(provenance=u64(7) + u32(5) + string("/bin/e") + string("o"))),
    ("provenance-backslash", "a backslash in the provenance", "H8", INVALID,
     lambda: Draft(provenance=u64(7) + u32(5) + string("e") + string("o\\o"))),
    ("provenance-control", "a line feed in the provenance", "H8", INVALID,
     lambda: Draft(provenance=u64(7) + u32(5) + string("e\n") + string("o"))),
    ("provenance-accent", "an accent in the provenance", "H8", INVALID,
     lambda: Draft(provenance=u64(7) + u32(5) + string("é") + string("o"))),
    ("option-reserved", "an option called seed", "H9", INVALID, lambda: options(("seed", "1"))),
    ("option-order", "options out of order", "H9", INVALID, lambda: options(("b", "1"), ("a", "2"))),
    ("option-twice", "an option twice", "H9", INVALID, lambda: options(("a", "1"), ("a", "1"))),
    ("option-letters", "an option with a space", "H9", INVALID, lambda: options(("a b", "1"))),
    ("option-empty", "an option without a name", "H9", INVALID, lambda: options(("", "1"))),
    # Section 6
    ("sections-order", "labels before names", "S1", INVALID, lambda: swapped()),
    ("sections-twice", "two sections of an optional kind", "S1", INVALID,
     lambda: Draft(others=[Section(200, b"a"), Section(200, b"b")])),
    ("labels-missing", "no labels", "S1", INVALID, lambda: Draft(labels=None)),
    ("bases-missing", "no bases", "S1", INVALID, lambda: without_bases()),
    ("hallucinators-missing", "no section of hallucinators where there are some", "S1", INVALID,
     lambda: Draft(**{**published(), "hallucinators": None})),
    ("hallucinators-needless", "a section of hallucinators where there are none", "S1", INVALID,
     lambda: Draft(hallucinators=Section(5, b"\0"))),
    ("soft-missing", "no section of soft labels where there are some", "S1", INVALID,
     lambda: Draft(**{**soft(3), "soft": None})),
    ("soft-needless", "a section of soft labels where labels are hard", "S1", INVALID, lambda: Draft(soft=soft(3)["soft"])),
    ("sizes-short", "sections that don't fill the file", "S3 F1", INVALID, lambda: Draft(file_tail=b"\0", file_size_error=1)),
    ("sizes-long", "a section that runs past the end of the file", "S3 F2", INVALID,
     lambda: Draft(names=Section(1, string("ant") + string("bee"), stored_size=30))),
    ("size-0", "a section of no bytes", "S8", INVALID, lambda: Draft(metadata=Section(3, b""))),
    ("layout-of-labels", "labels with a layout", "S8", INVALID, lambda: Draft(labels=Section(2, b"\1\1", 1))),
    ("frame-magic", "a section that should be a zstd frame", "S5", DAMAGED, lambda: framed(CONTENT)),
    ("frame-skippable", "a skippable frame before it", "S5", DAMAGED,
     lambda: framed(bytes.fromhex("502a4d1801000000ff") + frame(CONTENT))),
    ("frame-two", "two frames", "S5", DAMAGED, lambda: framed(frame(CONTENT[:5]) + frame(CONTENT[5:]))),
    ("frame-trailing", "a byte after the frame", "S5", DAMAGED, lambda: framed(frame(CONTENT) + b"\0")),
    ("frame-cut", "a frame without its last byte", "S5", DAMAGED, lambda: framed(frame(CONTENT)[:-1])),
    ("frame-checksum", "a frame with a checksum of its own", "S5", DAMAGED,
     lambda: framed(frame(CONTENT, descriptor=4) + u32(0))),
    ("frame-dictionary", "a frame with a dictionary", "S5", DAMAGED, lambda: framed(frame(CONTENT, descriptor=1, extra=b"\1"))),
    ("frame-dictionary-0", "a frame with the number 0 of a dictionary", "S5", DAMAGED,
     lambda: framed(frame(CONTENT, descriptor=1, extra=b"\0"))),
    ("frame-unused", "a frame with the unused bit set", "S5", DAMAGED, lambda: framed(frame(CONTENT, descriptor=16))),
    ("frame-reserved", "a frame with the reserved bit set", "S5", DAMAGED, lambda: framed(frame(CONTENT, descriptor=8))),
    ("frame-window", "a frame with a window of 9 MiB", "S5", DAMAGED, lambda: framed(frame(CONTENT, window=13 << 3 | 1))),
    ("frame-window-sized", "the same in a frame that says its size", "S5", DAMAGED,
     lambda: framed(frame(CONTENT, descriptor=0x80, window=13 << 3 | 1, extra=u32(len(CONTENT))))),
    ("frame-block-large", "a block of 2000 bytes in a window of 1 KiB", "S5", DAMAGED, lambda: large_block()),
    ("frame-block", "a frame with a reserved block", "S5", DAMAGED, lambda: framed(replaced(frame(CONTENT), 6, b"\x6f"))),
    ("frame-size", "a frame that declares another size than the table", "S5", DAMAGED,
     lambda: framed(frame(CONTENT, descriptor=32, extra=bytes([len(CONTENT) - 1])))),
    ("frame-less", "a frame of less than its declared content", "S5", DAMAGED, lambda: framed_names(9)),
    ("frame-bomb", "a frame of 16 MiB that declares 13 bytes", "S6", DAMAGED,
     lambda: framed(frame(blocks=[(b"\0", 1 << 17)] * 128, window=7 << 3))),
    ("frame-more", "a frame of one byte more than its declared content", "S6", DAMAGED, lambda: framed_names(7)),
    ("names-short", "3 bytes of names for 2 classes", "S7", INVALID, lambda: Draft(names=Section(1, b"\1a\1"))),
    ("names-tail", "a byte after the last name", "S7", INVALID, lambda: Draft(names=Section(1, b"\1a\1b\0"))),
    ("names-cut", "a name that runs past the end", "F4", DAMAGED, lambda: Draft(names=Section(1, b"\1a\5b"))),
    ("labels-tail", "a byte after the labels", "S7", INVALID, lambda: Draft(labels=Section(2, b"\1\1\0"))),
    ("labels-short", "one byte of labels for 2 classes", "S7", INVALID, lambda: Draft(labels=Section(2, b"\2"))),
    ("metadata-long", "4097 bytes of metadata", "S7", INVALID,
     lambda: Draft(metadata=Section(3, b"\1a" + varint(4093) + b"x" * 4093, coding=1, stored=frame(
         blocks=[(b"\1a" + varint(4093), None), (b"x", 4093)], window=3 << 3)))),
    ("bases-tail", "a byte after the bases", "S7", INVALID, lambda: raw_bases(CONTENT + b"\0")),
    ("bases-cut", "a byte of the bases too few", "S7", INVALID, lambda: raw_bases(CONTENT[:-1])),
    ("hallucinators-tail", "a byte after the hallucinators", "S7", INVALID, lambda: longer(published(), "hallucinators")),
    ("soft-tail", "a byte after the soft labels", "S7", INVALID, lambda: longer(soft(3), "soft")),
    # Section 7
    ("name-empty", "a class without a name", "N1", INVALID, lambda: Draft(names=Section(1, string("") + string("bee")))),
    ("name-zero", "a name with a zero byte", "N1", INVALID, lambda: Draft(names=Section(1, string("a\0") + string("bee")))),
    ("names-same", "two classes of one name", "N1", INVALID, lambda: Draft(names=Section(1, string("ant") * 2))),
    ("labels-few", "fewer bases in the classes than in the file", "L1", INVALID, lambda: Draft(labels=Section(2, b"\1\0"))),
    ("labels-many", "more", "L1", INVALID, lambda: Draft(labels=Section(2, b"\1\2"))),
    ("labels-overflow", "counts that add up to 2 and 2^32", "L1", INVALID,
     lambda: Draft(labels=Section(2, varint(2 ** 32 + 1) + b"\1"))),
    ("metadata-order", "metadata out of order", "A1", INVALID, lambda: metadata(("b", "x"), ("a", "y"))),
    ("metadata-twice", "a name twice", "A1", INVALID, lambda: metadata(("a", "x"), ("a", "y"))),
    ("metadata-empty", "an empty text", "A1", INVALID, lambda: metadata(("a", ""))),
    ("metadata-name", "a name with a dot", "A1", INVALID, lambda: metadata(("a.b", "x"))),
    ("metadata-control", "a text with a tabulator", "A1", INVALID, lambda: metadata(("a", "x\ty"))),
    ("metadata-delete", "a text with a delete character", "A1", INVALID, lambda: metadata(("a", "\x7f"))),
    ("metadata-cut", "a text that runs past the end", "F4", DAMAGED, lambda: Draft(metadata=Section(3, b"\1a\2x"))),
    # Section 8
    ("offset-nan", "an offset that is no number", "T2", INVALID, lambda: quantized(NAN, 1.0)),
    ("offset-infinite", "an infinite offset", "T2", INVALID, lambda: quantized(-INFINITY, 1.0)),
    ("step-0", "a step of 0", "T2", INVALID, lambda: quantized(0.0, 0.0)),
    ("step-minus-0", "a step of -0", "T2", INVALID, lambda: quantized(0.0, -0.0)),
    ("step-negative", "a negative step", "T2", INVALID, lambda: quantized(0.0, -1.0)),
    ("step-nan", "a step that is no number", "T2", INVALID, lambda: quantized(0.0, NAN)),
    ("step-infinite", "an infinite step", "T2", INVALID, lambda: quantized(0.0, INFINITY)),
    ("value-overflow", "a largest code whose value is infinite, though no code is so large", "T2", INVALID,
     lambda: Draft(bases=Section(6, pixel_bases([[0] * 9] * 2, (1, 3, 3), 2, [(3e38, 3e37)])))),
    ("hallucinator-step", "a step of 0 of a hallucinator", "T2", INVALID, lambda: hallucinator_step()),
    ("soft-step", "a step of 0 of the soft labels", "T2", INVALID,
     lambda: Draft(**{**soft(3), "soft": Section(4, f32(0.5, 0.0) + bytes(3))})),
    ("marks-high", "a mark of a tensor that there isn't", "T3", INVALID, lambda: marked(64)),
    ("marks-other", "marks of more scalars than the header has", "T3", INVALID,
     lambda: Draft(**{**residual([2, 0, 2]), "scalars": 1})),
    ("grouping-tensors", "a quantizer for each base where they are the same", "T4", INVALID,
     lambda: Draft(grouping=1, quantizers=[(-1.5, 1.0)] * 2)),
    ("grouping-slices", "a quantizer for each channel where those of a base are the same", "T4", INVALID,
     lambda: Draft(C=2, grouping=2, quantizers=[(-1.5, 1.0)] * 2 + [(0.5, 0.25)] * 2)),
    ("grouping-hallucinators", "a quantizer for each tensor of the only hallucinator", "T4", INVALID,
     lambda: Draft(**published(grouping=1))),
    # Section 9
    ("tail-bits", "bits set after the last code of a tensor", "C1", INVALID,
     lambda: raw_bases(CONTENT[:-1] + bytes([CONTENT[-1] | 128]))),
    ("symbol-large", "a byte of 4 for a code of 2 bits", "C2", INVALID,
     lambda: Draft(bases=Section(6, f32(-1.5, 1.0) + bytes([0] * 17 + [4]), 1))),
    ("symbol-large-16", "a number of 512 for a code of 9 bits", "C2", INVALID,
     lambda: Draft(depth=9, bases=Section(6, f32(-1.5, 0.1) + u16(0) * 17 + u16(512), 1))),
    ("residual-large", "a residual of 2 for a code of 2 bits", "C3", INVALID, lambda: ranged_draft(ranged(residuals={4: 2}))),
    ("residual-small", "a residual of -3 for a code of 2 bits", "C3", INVALID, lambda: ranged_draft(ranged(residuals={17: -3}))),
    # Section 11
    ("steps-0", "a step of 0 of coefficients", "X1", INVALID, lambda: coefficients(bytes([0, 0, 0, 0]))),
    ("steps-same", "64 equal steps", "X1", INVALID, lambda: coefficients(bytes([0, 1]) + u16(9) * 64)),
    ("mode-2", "a mode of 2", "X1", INVALID, lambda: coefficients(bytes([0, 2, 9, 0]))),
    ("shrinkage-129", "a shrinkage of 129", "X1", INVALID, lambda: coefficients(bytes([129, 0, 9, 0]))),
    ("coefficient-large", "a coefficient of 32768", "X2", INVALID,
     lambda: coefficients(bytes([0, 0, 9, 0]), varint(65536) + bytes(127))),
    ("coefficient-small", "a coefficient of -32768", "X2", INVALID,
     lambda: coefficients(bytes([0, 0, 9, 0]), varint(65535) + bytes(127))),
    ("coefficient-huge", "a coefficient of 2^55 - 1", "X2", INVALID,
     lambda: coefficients(bytes([0, 0, 9, 0]), varint(2 ** 56 - 2) + bytes(127))),
    ("coefficient-predicted", "a coefficient that is too large with its prediction", "X2 X3", INVALID, lambda: predicted()),
    ("coefficients-tail", "a byte after the coefficients", "S7", INVALID,
     lambda: coefficients(bytes([0, 0, 9, 0]), bytes(129))),
    ("coefficients-cut", "a coefficient too few", "F4", DAMAGED,
     lambda: coefficients(bytes([0, 0, 9, 0]), bytes(127))),
    ("coefficients-packed", "coefficients of layout 0", "X4", INVALID,
     lambda: Draft(H=8, W=8, base_kind=1, bases=Section(6, bytes([0, 0, 9, 0]) + bytes(128)))),
    ("coefficients-predictor", "coefficients with a predictor", "X4", INVALID,
     lambda: Draft(H=8, W=8, base_kind=1, bases=Section(6, bytes([0, 0, 9, 0]) + bytes(128), 1, 1))),
    # Section 12 and 13
    ("soft-class", "a labelled class beyond the last", "O1", INVALID, lambda: Draft(**soft(2, K=4, classes=[0, 2, 1, 2]))),
    ("stream-beyond", "a stream that begins at its range, and would come back into it in 32 bits", "R1", INVALID, lambda: beyond()),
    ("stream-bomb", "more than 2^14 codes for each byte of a stream", "S9", INVALID, lambda: bomb()),
    ("stream-tail", "a zero byte after a range-coded stream", "R2", INVALID, lambda: ranged_draft(ranged() + b"\0")),
    ("stream-cut", "a stream without its last two bytes", "R2", DAMAGED, lambda: ranged_draft(ranged()[:-2])),
    ("stream-other-end", "a stream with another end that gives the same codes", "R2", INVALID,
     lambda: ranged_draft(ranged()[:-1] + bytes([ranged()[-1] + 1]))),
    ("stream-missing", "a stream of no bytes, where there should be some", "R2", DAMAGED,
     lambda: ranged_draft(f32(-1.5, 1.0))),
    ("stream-number", "a number that goes on for more than 15 bits", "R5", INVALID,
     lambda: Draft(H=8, W=8, base_kind=1, bases=Section(6, bytes([0, 0, 9, 0]) + stream_that_goes_on(), 2))),
    # Section 14
    ("memory", "2^30 codes of 16 bits in a few bytes, more than a reader may take", "F2", LIMIT, lambda: huge()),
]


def wrong_checksum(name):
    draft = Draft(others=[Section(200, b"anything")])
    section = getattr(draft, name)
    (section[0] if isinstance(section, list) else section).checksum_error = 1
    return draft


def late_bases():
    return Draft(header_bytes=lambda header: header[:4] + varint(2 ** 24 + 1) + header[5:])


def needless_height():
    return Draft(header_bytes=lambda header: header[:1] + varint(3, 1) + header[2:])


def large_bases():
    """Bases of 2^14 + 1 by 2^14, all in one frame that was never written: it is refused before."""
    return Draft(H=3, W=3, h=2 ** 14 + 1, w=2 ** 14, upsampling=1, bases=Section(6, bytes(9)))


def large_images():
    draft = Draft(H=2 ** 14, W=2 ** 14, h=3, w=3, upsampling=1)
    draft.B = 2 ** 24
    draft.M, draft.hallucinator_kind, draft.hallucinators = 65536, 1, Section(5, bytes(9))
    return draft


def names_layout():
    draft = Draft()
    draft.names.layout = 3
    return draft


def large_block():
    """A frame that says its size, which libraries expand in one go."""
    content = f32(-1.5, 0.01) + bytes(1992)
    stored = frame(content, descriptor=0x80, window=0, extra=u32(len(content)))
    return Draft(
        K=1, B=1, H=1, W=1992, depth=8, names=None, labels=Section(2, b"\1"),
        bases=Section(6, content, coding=1, stored=stored))


def beyond():
    stream = bytes.fromhex("ffffffffff00a134")
    return Draft(K=1, B=1, H=1, W=31346, depth=4, names=None, labels=Section(2, b"\1"), bases=Section(6, f32(-1.5, 0.2) + stream, 2))


def bomb():
    """A stream of 0 codes, in a frame that shortens it."""
    content = f32(0.0, 1.0) + b"\xff\xff\xff\xfe" + b"\xff" * 4000
    stored = frame(blocks=[(content[:12], None), (b"\xff", 4000)])
    return Draft(
        H=1000, W=1000, K=1, B=40, depth=4, names=None, labels=Section(2, b"\x28"),
        bases=Section(6, content, 2, coding=1, stored=stored))


def large_soft():
    bases, classes = 2 ** 21, 512
    return Draft(
        H=1, W=1, K=classes, B=bases, M=65536, h=255, w=255, r=255, names=None,
        labels=Section(2, varint(bases) + bytes(classes - 1)), hallucinator_kind=2, scalars=0, depths=[0] * 6,
        hallucinators=Section(5, b"x"), label_kind=1, k=classes, label_depth=1, soft=Section(4, b"x"),
        bases=Section(6, b"x", 2))


def needless_depth():
    fields = residual([2, 0])
    return Draft(**{**fields, "depths": [0, 4, 4, 0, 0, 0]})


def wanted_depth():
    fields = residual([3, 2])
    return Draft(**{**fields, "depths": [0, 4, 0, 0, 0, 0]})


def options(*pairs):
    text = b"".join(string(name) + string(value) for name, value in pairs)
    return Draft(provenance=u64(7) + u32(5) + string("e") + string("o") + text)


def swapped():
    draft = Draft()
    draft.names, draft.labels = draft.labels, draft.names
    return draft


def without_bases():
    draft = Draft()
    draft.bases = None
    return draft


def longer(fields, name):
    section = fields[name]
    return Draft(**{**fields, name: Section(section.kind, section.stored + b"\0", section.layout)})


def metadata(*pairs):
    text = b"".join(string(name) + varint(len(value)) + value.encode() for name, value in pairs)
    return Draft(metadata=Section(3, text))


def quantized(offset, step):
    return Draft(bases=Section(6, pixel_bases([[0, 1, 2, 3, 0, 1, 2, 3, 0]] * 2, (1, 3, 3), 2, [(offset, step)])))


def hallucinator_step():
    fields = published()
    content = fields["hallucinators"].stored
    return Draft(**{**fields, "hallucinators": Section(5, content[:24] + bytes(4) + content[28:])})


def marked(bit):
    fields = residual([2, 0, 2])
    content = fields["hallucinators"].stored
    return Draft(**{**fields, "hallucinators": Section(5, bytes([content[0] | bit]) + content[1:])})


def predicted():
    """Two blocks: (0, 0) of the first is 32767, that of the second one more than it."""
    numbers = varint(2 * 32767) + varint(2) + bytes(2 * 63)
    return Draft(H=8, W=16, K=1, B=1, names=None, labels=Section(2, b"\1"), base_kind=1,
                 bases=Section(6, bytes([0, 0, 9, 0]) + numbers, 1))


def huge():
    content_size = 8 + 2 ** 31
    stored = frame(blocks=[(f32(-1.5, 0.00001), None)] + [(b"\0", 1 << 17)] * 64, window=7 << 3)
    return Draft(H=2 ** 14, W=2 ** 14, B=4, depth=16, labels=Section(2, bytes([1, 3])), bases=Section(
        6, b"", coding=1, stored=stored, content_size=content_size))
