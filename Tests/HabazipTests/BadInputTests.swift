import Foundation
import Testing

@Suite struct `Bad data sets are refused with the file's name, and nothing is written` {
  /// Compresses `name`, expects the failure, and looks that nothing was left behind.
  private func expectRefusal(
    _ folder: TemporaryFolder, _ name: String, status: Int32 = 65, naming part: String,
    options: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.contents
    let outcome = try Command.run(
      ["compress", folder / name, "-o", folder / "out.haba", "--effort", "1"]
        + (options.isEmpty ? ["--budget", "4KB"] : options))
    expectFailure(outcome, status: status, naming: part, sourceLocation: sourceLocation)
    #expect(folder.contents == before, sourceLocation: sourceLocation)
  }

  @Test func `an empty folder`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("data")
    try expectRefusal(folder, "data", naming: folder / "data")
  }

  @Test func `one class`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["ant"])
    try expectRefusal(folder, "data", naming: "ant")
  }

  @Test func `one image`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["ant"], perClass: 1)
    try expectRefusal(folder, "data", naming: "ant")
  }

  @Test func `a class without an image`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try folder.makeFolder("data/dog")
    try expectRefusal(folder, "data", naming: "dog")
  }

  @Test(.enabled(if: Command.asNobody != nil, "needs root and setpriv to run as another user"))
  func `an image that the user may not read`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    chmod(folder.path, 0o777)
    chmod(folder / "data/bee/3.png", 0)
    let outcome = try Command.run(
      ["compress", folder / "data", "-o", folder / "out.haba", "--budget", "4KB", "--effort", "1"],
      through: Command.asNobody ?? [],
      in: "/")
    expectFailure(outcome, status: 66, naming: "bee/3.png")
    #expect(folder.contents == ["data"])
  }

  @Test func `a text file named .png`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try folder.write(Array("this is no picture\n".utf8), to: "data/bee/note.png")
    try expectRefusal(folder, "data", naming: "bee/note.png")
  }

  @Test func `a truncated PNG`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let whole = folder.read("data/bee/3.png")
    try folder.write(Array(whole.prefix(whole.count - 40)), to: "data/bee/3.png")
    try expectRefusal(folder, "data", naming: "bee/3.png")
  }

  @Test func `a truncated JPEG`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    // The start of a baseline JPEG of 8x8 pixels, made with Pillow 12, cut off within its tables.
    let start: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
    ]
    let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
    try folder.write(start + frame, to: "data/bee/3.jpg")
    try expectRefusal(folder, "data", naming: "bee/3.jpg")
  }

  @Test func `a PNG that declares 100,000 x 100,000 pixels`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let bomb =
      PNGFile.signature + PNGFile.header(channels: 3, height: 100_000, width: 100_000)
      + PNGFile.chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]) + PNGFile.chunk("IEND", [])
    try folder.write(bomb, to: "data/bee/bomb.png")
    try expectRefusal(folder, "data", naming: "bee/bomb.png")
    // Asking for a size must not be a way round the limit.
    try expectRefusal(folder, "data", naming: "bee/bomb.png", options: ["--size", "8x8", "--budget", "4KB"])
  }

  @Test func `images of different sizes, unless a size is given`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let pixels = SmallData.image(label: 1, index: 0, side: 9, channels: 3)
    try folder.write(PNGFile.encode(pixels, channels: 3, height: 9, width: 9), to: "data/bee/large.png")
    try expectRefusal(folder, "data", naming: "--size")
    let outcome = try Command.run(
      "compress", folder / "data", "-o", folder / "out.haba", "--budget", "4KB", "--effort", "1", "--size",
      "8x8")
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func `a CIFAR file of a wrong length`() throws {
    let folder = try TemporaryFolder()
    for batch in 1...5 {
      try folder.write(
        [UInt8](repeating: 1, count: batch == 3 ? 3072 : 3073), to: "data/data_batch_\(batch).bin")
    }
    try folder.write([UInt8](repeating: 1, count: 3073), to: "data/test_batch.bin")
    try expectRefusal(folder, "data", naming: "data_batch_3.bin")
  }

  @Test func `an IDX file whose header lies`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
    var images = folder.read("data/train-images-idx3-ubyte")
    images[7] = 200
    try folder.write(images, to: "data/train-images-idx3-ubyte")
    try expectRefusal(folder, "data", naming: "train-images-idx3-ubyte")
  }

  @Test func `a budget that nothing fits into, before any work, naming what would`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
    try expectRefusal(folder, "data", status: 64, naming: "bytes", options: ["--budget", "10"])
  }
}
