import Foundation
import HabaTensor
import Testing

/// Against the safetensors package itself, where Python has it.
@Suite(.enabled(if: Python.words != nil, "needs a python3 with the packages safetensors and numpy"))
struct `State files and Python` {
  private let values: [(name: String, shape: [Int], bits: [UInt32])] = [
    ("z.w", [2, 3], [0x3f80_0000, 0x8000_0000, 0x7fc0_0123, 0xff80_0000, 1, 0x4049_0fdb]),
    ("a\"\\/\n\u{1}\u{7f}é🙂", [], [0xbf00_0000]), ("none", [0, 4], []), ("m", [1, 1, 2], [0x7f7f_ffff, 2]),
  ]

  private func tensors(_ values: some Sequence<(name: String, shape: [Int], bits: [UInt32])>) -> NamedTensors {
    NamedTensors(values.map { ($0.name, Tensor($0.bits.map(Float.init(bitPattern:)), shape: $0.shape)) })
  }

  @Test func `Python opens what is written here`() throws {
    let folder = try Folder()
    let file = try StateFile(tensors: tensors(values), metadata: ["step": "7", "é\n": "\"\u{1}"])
    try Data(file.serialized()).write(to: folder.file("ours"))
    let found = try Python.run(Python.load, folder.file("ours").path)
    #expect(found.metadata["step"] == "7" && found.metadata["é\n"] == "\"\u{1}")
    #expect(found.metadata.count == 3)
    #expect(found.tensors.count == values.count)
    for (name, shape, bits) in values {
      #expect(found.tensors[name]?.shape == shape, "\(name)")
      #expect(found.tensors[name]?.bits == bits, "\(name)")
    }
  }

  @Test func `what Python writes is read where it bears the checksums, and else where that is asked for`() throws {
    let folder = try Folder()
    let (given, plain, summed) = (folder.file("given"), folder.file("plain"), folder.file("summed"))
    try Data(StateFile(tensors: tensors(values), metadata: ["step": "7"]).serialized()).write(to: given)
    _ = try Python.run(Python.save, given.path, plain.path, summed.path)

    // In safetensors' own order.
    let sorted = values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for (file, isSummed) in [(plain, false), (summed, true)] {
      let bytes = [UInt8](try Data(contentsOf: file))
      let read = try StateFile(parsing: bytes, requireChecksum: isSummed)
      #expect(read.metadata == ["step": "7"])
      #expect(read.tensors.names == sorted.map(\.name))
      #expect(read.tensors.tensors.map(\.shape) == sorted.map(\.shape))
      #expect(read.tensors.tensors.map { bits($0) } == sorted.map(\.bits))
    }
    #expect(throws: StateFileError.noChecksum) { _ = try StateFile(parsing: [UInt8](Data(contentsOf: plain))) }

    var damaged = [UInt8](try Data(contentsOf: summed))
    damaged[damaged.count - 1] ^= 1
    for requireChecksum in [true, false] {
      let error = #expect(throws: StateFileError.self) {
        _ = try StateFile(parsing: damaged, requireChecksum: requireChecksum)
      }
      #expect(error?.kind == .damaged)
    }
  }

  @Test func `Python's other types are refused by name`() throws {
    let folder = try Folder()
    _ = try Python.run(Python.halves, folder.file("halves").path)
    let bytes = [UInt8](try Data(contentsOf: folder.file("halves")))
    let error = #expect(throws: StateFileError.self) { _ = try StateFile(parsing: bytes, requireChecksum: false) }
    #expect(error?.kind == .unsupported)
    #expect(error?.description.contains("F16") == true)
  }
}

/// A folder that lives as long as a test.
private final class Folder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)")
  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }
  func file(_ name: String) -> URL { url.appendingPathComponent(name) }
}

/// A Python that has safetensors.
private enum Python {
  struct Array: Decodable {
    var shape: [Int]
    var bits: [UInt32]
  }
  struct Found: Decodable {
    var metadata: [String: String]
    var tensors: [String: Array]
  }
  struct Failure: Error { var status: Int32 }

  /// How to start it; nil where there is none.
  static let words: [String]? = [["/usr/bin/env", "python3"], ["/usr/bin/python3"]].first {
    (try? output($0 + ["-c", "import safetensors.numpy"])) != nil
  }

  /// Runs a program and reads what it prints.
  static func run(_ program: String, _ arguments: String...) throws -> Found {
    let output = try output((words ?? []) + ["-B", "-c", program] + arguments)
    return output.isEmpty ? Found(metadata: [:], tensors: [:]) : try JSONDecoder().decode(Found.self, from: output)
  }

  private static func output(_ words: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Swift.Array(words.dropFirst())
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return output
  }

  static let load = """
    import json, sys
    from safetensors import safe_open
    with safe_open(sys.argv[1], "numpy") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}
        metadata = file.metadata()
    print(json.dumps({"metadata": metadata, "tensors": {
        name: {"shape": array.shape, "bits": array.view("<u4").ravel().tolist()} for name, array in arrays.items()}}))
    """

  static let save = """
    import struct, sys
    from safetensors.numpy import load_file, save_file

    def crc32c(data):
        value = 0xFFFFFFFF
        for byte in data:
            value ^= byte
            for _ in range(8):
                value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        return value ^ 0xFFFFFFFF

    given, plain, summed = sys.argv[1:]
    arrays = load_file(given)
    save_file(arrays, plain, {"step": "7"})
    # The writer sorts tensors of one type by name; the header's checksum is filled in when the header is known.
    sums = " ".join("%08x" % crc32c(arrays[name].tobytes()) for name in sorted(arrays, key=str.encode))
    save_file(arrays, summed, {"step": "7", "crc32c": "00000000 " + sums})
    with open(summed, "r+b") as file:
        first = file.read(8)
        first += file.read(*struct.unpack("<Q", first))
        file.seek(first.index(b'"crc32c":"') + 10)
        file.write(b"%08x" % crc32c(first))
    """

  static let halves = """
    import sys, numpy
    from safetensors.numpy import save_file
    save_file({"a": numpy.zeros(2, "<f2")}, sys.argv[1])
    """
}
