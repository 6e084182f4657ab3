import FixtureKit
import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct `Files of many images` {
  private func options(memory: Int) -> ReadOptions {
    var options = ReadOptions()
    options.memory = memory
    return options
  }

  private func grow(_ path: String, to length: Int) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: UInt64(length))
  }

  private func big(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

  @Test func `a file that declares more images than memory is allowed for is refused before it is taken`() throws {
    // All of them have holes: a few bytes on the disk that stand for gigabytes.
    let cifar = try Scratch()
    try cifar.write("data_batch_1.bin", [0])
    try grow(cifar("data_batch_1.bin"), to: 40_000_000 * 3073)
    let labels = try Scratch()
    try labels.write("train-images-idx3-ubyte", [0, 0, 8, 3] + big(4_000_000_000) + big(1) + big(1))
    try labels.write("train-labels-idx1-ubyte", [0, 0, 8, 1] + big(4_000_000_000))
    try grow(labels("train-labels-idx1-ubyte"), to: 8 + 4_000_000_000)
    let packed = try Scratch()
    let count = 2000
    try packed.write(
      "train-images-idx3-ubyte.gz", Stored.gzip([0, 0, 8, 3] + big(count) + big(60_000) + big(1000)))
    try packed.write(
      "train-labels-idx1-ubyte.gz", Stored.gzip([0, 0, 8, 1] + big(count) + [UInt8](repeating: 0, count: count)))
    for scratch in [cifar, labels, packed] {
      let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
      guard case .needsMemory(_, let needed, let allowed) = error else {
        Issue.record("\(scratch.files): \(String(describing: error))")
        continue
      }
      #expect(needed > allowed && error?.exitCode == 65)
    }
  }

  @Test(arguments: ["cifar10", "cifar100", "idx", "svhn"])
  func `pixels stay in the file where they are not packed, so little memory does`(kind: String) throws {
    let whole = try DataSet.open(Fixtures.kind(kind), split: .test)
    let small = try DataSet.open(Fixtures.kind(kind), split: .test, options: options(memory: 64 * 40))
    #expect(try small.crc == whole.crc)
  }

  @Test func `an image that takes more memory to decode than is allowed is refused before it is`() throws {
    let scratch = try Scratch()
    let shape = ImageShape(channels: 1, height: 100, width: 100)
    for name in ["a/1.png", "b/1.png"] {
      try scratch.write(name, PNGWriter.encode(pixels: [UInt8](repeating: 9, count: shape.count), shape: shape))
    }
    var options = ReadOptions.sized(4, 4)
    options.memory = 10_000
    #expect(try DataSet.open(scratch.path, split: .train, options: options).count == 2)
    options.memory = 9999
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train, options: options) }
    #expect(error == .needsMemory(path: scratch("a/1.png"), needed: 10_000, allowed: 9999))
  }

  @Test func `what is packed counts`() throws {
    let path = Fixtures.kind("idx-gz")
    // Four and two labels of 64 bytes each, four images of 48.
    let needed = 64 * 6 + 48 * 4
    #expect(try DataSet.open(path, split: .train, options: options(memory: needed)).count == 4)
    let error = dataError { _ = try DataSet.open(path, split: .train, options: options(memory: needed - 1)) }
    #expect(error?.kind == .limit)
  }

  @Test func `a file that changes while it is used is told of, and one cut short is an error`() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("cifar10/data_batch_1.bin"), to: "data_batch_1.bin")
    let set = try DataSet.open(scratch.path, split: .test)
    #expect(set.changedFiles.isEmpty)
    try grow(scratch("data_batch_1.bin"), to: 2 * 3073)
    #expect(set.changedFiles == [scratch("data_batch_1.bin")])
    #expect(try set.pixels(of: [1]).count == 3072)
    guard case .cutShort = dataError({ _ = try set.pixels(of: [2]) }) else {
      Issue.record("bytes that are not there")
      return
    }
  }
}
