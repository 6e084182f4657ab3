import HabaFiles
import Testing

@testable import HabaTensor

@Suite struct `A state file` {
  /// Written by a Python program after the description alone, and opened by safetensors 0.8.0.
  private let literal =
    [0xb0, 0, 0, 0, 0, 0, 0, 0]
    + Array(
      (#"{"__metadata__":{"crc32c":"82826f0d eb4def75 737e10df","step":"7"},"#
        + #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}   "#)
        .utf8)
    + [0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0x80, 0x23, 0x01, 0xc0, 0x7f]

  @Test func `has these bytes and no others`() throws {
    let tensors = NamedTensors([
      ("a", Tensor([1, -0.0], shape: [2])), ("b", Tensor([Float(bitPattern: 0x7fc0_0123)], shape: [])),
    ])
    #expect(try StateFile(tensors: tensors, metadata: ["step": "7"]).serialized() == literal)
    let read = try StateFile(parsing: literal)
    #expect(read.tensors.names == ["a", "b"])
    #expect(read.tensors.tensors.map(\.shape) == [[2], []])
    #expect(read.tensors.tensors.map { bits($0) } == [[0x3f80_0000, 0x8000_0000], [0x7fc0_0123]])
    #expect(read.metadata == ["step": "7"])
  }

  static let names = [
    "block1.kernel", "a\"b\\c/d", "\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f} \u{7f}", "é", "日本 🙂 \u{10fffd}", "\u{2028}",
    "crc32c", "dtype", ".", " ", String(repeating: "é", count: 127) + "x",
  ]

  @Test func `gives back names, shapes, order, metadata and every bit`() throws {
    let special: [UInt32] = [
      0, 0x8000_0000, 1, 0x807f_ffff, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7f80_0001, 0xffff_ffff, 0x7fbf_ffff,
      0x3f80_0000, 0x7f7f_ffff,
    ]
    let shapes = [
      [], [0], [1], [3, 0, 2], [0, 2_147_483_647, 3], [2, 1, 3, 1, 1, 1, 1, 2], [12], [3, 4],
    ]
    var tensors = NamedTensors()
    for (place, name) in Self.names.enumerated() {
      let shape = shapes[place % shapes.count]
      let count = shape.contains(0) ? 0 : shape.reduce(1, *)
      let tensor = Tensor(repeating: 0, shape: shape.contains(0) ? [0] : shape)
      let values = (0..<count).map { Float(bitPattern: special[($0 + place) % special.count]) }
      tensors.append(
        shape.contains(0) ? Tensor(shape: shape, buffer: tensor.buffer) : Tensor(values, shape: shape), as: name)
    }
    let metadata = Dictionary(uniqueKeysWithValues: Self.names.filter { $0 != "crc32c" }.map { ($0, "of \($0)") })
    let bytes = try StateFile(tensors: tensors, metadata: metadata).serialized()
    let read = try StateFile(parsing: bytes)
    #expect(read.tensors.names.map { Array($0.utf8) } == Self.names.map { Array($0.utf8) })
    #expect(read.tensors.tensors.map(\.shape) == tensors.tensors.map(\.shape))
    #expect(read.tensors.tensors.map { bits($0) } == tensors.tensors.map { bits($0) })
    #expect(read.metadata == metadata)
    #expect(try StateFile(tensors: read.tensors, metadata: read.metadata).serialized() == bytes)
  }

  @Test func `may hold nothing, and large tensors`() throws {
    let nothing = try StateFile(tensors: NamedTensors()).serialized()
    #expect(nothing.count % 8 == 0)
    #expect(try StateFile(parsing: nothing).tensors.isEmpty)

    let large = chirp([3, 100_003])
    let file = try StateFile(tensors: NamedTensors([("large", large), ("small", chirp([1]))]))
    var pieces: [[UInt8]] = []
    file.write { pieces.append($0) }
    #expect(Array(pieces.joined()) == file.serialized())
    #expect(pieces.allSatisfy { $0.count <= 1 << 20 })
    let read = try StateFile(parsing: file.serialized())
    #expect(bits(read.tensors["large"]) == bits(large))
  }

  @Test func `starts its data at a multiple of eight bytes, whatever the header's length`() throws {
    for count in 0..<9 {
      let file = try StateFile(
        tensors: NamedTensors([("a", chirp([2]))]), metadata: ["x": String(repeating: "y", count: count)])
      let reader = try StateFileReader(fileBytes: file.serialized().count) {
        range throws(StateFileError) in Array(file.serialized()[range])
      }
      #expect(reader.header.byteCount % 8 == 0)
      #expect(reader.header.entries[0].range.lowerBound == reader.header.byteCount)
    }
  }

  @Test func `has its metadata in the order of their keys' bytes`() throws {
    let file = try StateFile(tensors: NamedTensors(), metadata: ["b": "1", "a": "2", "é": "3", "B": "4", "z": "5"])
    let text = String(decoding: file.serialized().dropFirst(8), as: UTF8.self)
    #expect(text.contains(#"","B":"4","a":"2","b":"1","z":"5","é":"3"}"#))
  }

  @Test func `refuses to be written with a name that would not be read`() {
    let names = ["", String(repeating: "x", count: 256)]
    for name in names + ["__metadata__"] {
      #expect(throws: StateFileError.invalidName(name, offset: nil)) {
        _ = try StateFile(tensors: NamedTensors([(name, chirp([1]))]))
      }
    }
    for key in names + ["crc32c"] {
      #expect(throws: StateFileError.invalidName(key, offset: nil)) {
        _ = try StateFile(tensors: NamedTensors(), metadata: [key: "a"])
      }
    }
  }

  @Test func `refuses to be written with more than would be read`() {
    let nine = [Int](repeating: 1, count: 9)
    #expect(throws: StateFileError.invalidShape(tensor: "a", found: nine, offset: nil)) {
      _ = try StateFile(tensors: NamedTensors([("a", Tensor([1], shape: nine))]))
    }
    let entries = Dictionary(uniqueKeysWithValues: (0..<257).map { ("\($0)", "") })
    #expect(throws: StateFileError.limitExceeded(what: "entries of metadata", allowed: 256, declared: 257)) {
      _ = try StateFile(tensors: NamedTensors(), metadata: entries)
    }
    let error = #expect(throws: StateFileError.self) {
      _ = try StateFile(tensors: NamedTensors(), metadata: ["a": String(repeating: "\u{1}", count: 6_000_000)])
    }
    #expect(error?.kind == .limit)
  }
}
