"""The unsupported vectors: files of later versions, or with what this version reserves."""
from bad import late
from draft import Draft, Section
from good import published, sparse, transform

KIND = "unsupported"
CONTENT = Draft().bases.stored

VECTORS = [
    ("version-1-0", "version 1.0", "P3", KIND, lambda: Draft(version=(1, 0))),
    ("version-0-10", "version 0.10", "P3", KIND, lambda: Draft(version=(0, 10))),
    ("version-0-8", "version 0.8", "P3", KIND, lambda: Draft(version=(0, 8))),
    ("version-unlike", "version 2.0, with a header that looks like none of this one", "P2 P3", KIND,
     lambda: Draft(version=(2, 0), header_bytes=lambda header: b"anything")),
    ("feature-bit", "a feature bit", "P3", KIND, lambda: Draft(feature_bits=1 << 15)),
    ("required-feature", "a required feature", "H6", KIND, lambda: Draft(required=["soft-pixels"])),
    ("base-kind", "base kind 2", "H3", KIND, lambda: late({}, 8, 2)),
    ("upsampling", "upsampling 3", "H3", KIND, lambda: late({}, 13, 3)),
    ("grouping", "grouping 3 of bases", "H3", KIND, lambda: late({}, 15, 3)),
    ("block", "blocks of 32 x 32", "H3", KIND, lambda: late(transform(sparse), 14, 32)),
    ("flags", "a flag of 4", "H3", KIND, lambda: late(transform(sparse), 15, 4)),
    ("mix", "hallucinators of kind mix", "H3", KIND, lambda: Draft(**{**published(), "hallucinator_kind": 3})),
    ("hallucinator-kind", "hallucinator kind 4", "H3", KIND, lambda: Draft(**{**published(), "hallucinator_kind": 4})),
    ("hallucinator-grouping", "grouping 3 of hallucinators", "H3", KIND,
     lambda: Draft(**{**published(), "hallucinator_grouping": 3})),
    ("label-kind", "label kind 2", "H3", KIND, lambda: Draft(label_kind=2)),
    ("section-kind", "a section of kind 7", "S2", KIND, lambda: Draft(others=[Section(7, b"anything")])),
    ("section-kind-0", "a section of kind 0", "S2", KIND, lambda: Draft(names=Section(0, b"anything"))),
    ("coding", "a coding of 2", "S2", KIND, lambda: Draft(bases=Section(6, CONTENT, coding=2))),
    ("layout", "a layout of 3", "S2", KIND, lambda: Draft(bases=Section(6, CONTENT, 3))),
    ("predictor", "a predictor of 6", "S2", KIND, lambda: Draft(bases=Section(6, CONTENT, 0, 6))),
]
