import Foundation
import HabaFormat
import Testing

/// How little the machine may give: every command either works or says in one line why not, and leaves nothing.
@Suite struct `Limits of the machine` {
  /// Every command on the same small data; outputs lie in the folder `out`.
  static let works: [[String]] = [
    ["inspect", "a.haba"], ["verify", "a.haba"], ["preview", "a.haba", "-o", "out/sheet.png"],
    ["expand", "a.haba", "-o", "out/images"], ["expand", "a.haba", "-o", "out/images.npz", "--format", "npz"],
    ["compress", "data", "-o", "out/b.haba", "--steps", "3"],
    ["evaluate", "a.haba", "--test", "data", "--steps", "3", "--trials", "1"],
  ]
  private static let light = works.prefix(5)
  private static let small = Result { try smallArchive() }

  private static func smallArchive() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    _ = try Command.run("compress", folder / "data", "-o", folder / "a.haba", "--effort", "1", "-q")
    return folder.read("a.haba")
  }

  /// A folder with the small data, its archive and an empty folder for outputs; open to other users.
  static func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for split in ["train", "test"] { try SmallData.pictures(in: folder, named: "data/\(split)") }
    try folder.write(try small.get(), to: "a.haba")
    try folder.makeFolder("out")
    chmod(folder.path, 0o755)
    chmod(folder / "out", 0o777)
    return folder
  }

  /// Words that run a command under a limit of the shell's, and not for ever.
  static func limited(_ limit: String) -> [String] {
    ["/usr/bin/timeout", "60", "/bin/bash", "-c", "ulimit -c 0; ulimit \(limit); exec \"$0\" \"$@\""]
  }

  static func contents(of folder: TemporaryFolder) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder / "out")) ?? []).sorted()
  }

  // MARK: Memory

  @Test(arguments: works)
  func `with any limit on address space a command works, or says that memory is not enough`(words: [String]) throws {
    let folder = try Self.prepared()
    for kilobytes in [60_000, 100_000, 150_000, 230_000, 260_000, 350_000, 600_000] {
      let outcome = try Command.run(words, through: Self.limited("-v \(kilobytes)"), in: folder.path)
      if outcome.status == 0 {
        #expect(!outcome.error.contains("habazip: error:"))
      } else {
        expectFailure(outcome, status: 1, naming: "not enough memory")
        #expect(Self.contents(of: folder).isEmpty, "\(kilobytes) KiB")
      }
      try? FileManager.default.removeItem(atPath: folder / "out")
      try folder.makeFolder("out")
    }
  }

  @Test(arguments: works)
  func `half a gibibyte of address space is enough for small data`(words: [String]) throws {
    let folder = try Self.prepared()
    let outcome = try Command.run(words, through: Self.limited("-v 524288"), in: folder.path)
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test(arguments: light)
  func `what multiplies nothing needs no memory for it`(words: [String]) throws {
    let folder = try Self.prepared()
    let outcome = try Command.run(words, through: Self.limited("-v 100000"), in: folder.path)
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func `data larger than memory end in one line`() throws {
    let folder = try Self.prepared()
    // Half a million black images, of which the disk holds nothing: packed, they have to be unpacked into memory.
    let count = 500_000
    try folder.write(
      [0, 0, 8, 3] + SmallData.bigEndian(count) + SmallData.bigEndian(28) + SmallData.bigEndian(28),
      to: "huge/train-images-idx3-ubyte")
    try folder.write([0, 0, 8, 1] + SmallData.bigEndian(count), to: "huge/train-labels-idx1-ubyte")
    try #require(truncate(folder / "huge/train-images-idx3-ubyte", off_t(16 + count * 784)) == 0)
    try #require(truncate(folder / "huge/train-labels-idx1-ubyte", off_t(8 + count)) == 0)
    let packing = try Running(["/bin/gzip", "-1", "train-images-idx3-ubyte"], in: folder / "huge").wait()
    try #require(packing.status == 0, "\(packing.error)")
    let outcome = try Command.run(
      ["compress", "huge", "-o", "out/b.haba", "--effort", "1"], through: Self.limited("-v 300000"), in: folder.path)
    expectFailure(outcome, status: 1, naming: "not enough memory")
    #expect(Self.contents(of: folder).isEmpty)
  }

  @Test(arguments: [["verify", "heavy.haba"], ["expand", "heavy.haba", "-o", "out/images", "--format", "raw"]])
  func `an image larger than memory ends in one line, with nothing left`(words: [String]) throws {
    let folder = try Self.prepared()
    try HeavyArchive.write(in: folder)
    let outcome = try Command.run(words, through: Self.limited("-v 100000"), in: folder.path)
    expectFailure(outcome, status: 1, naming: "not enough memory")
    #expect(Self.contents(of: folder).isEmpty)
  }

  // MARK: Threads

  @Test(
    .enabled(if: Command.asNobody != nil, "needs root and setpriv to run as another user"),
    arguments: [["--version"]] + works)
  func `without a thread of its own every command works`(words: [String]) throws {
    let folder = try Self.prepared()
    let outcome = try Command.run(
      words, through: (Command.asNobody ?? []) + Self.limited("-u 1"), in: folder.path)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(!outcome.error.contains("habazip: error:"))
  }

  @Test(.enabled(if: Command.asNobody != nil, "needs root and setpriv to run as another user"))
  func `with one thread or many the archive is the same`() throws {
    let folder = try Self.prepared()
    for (name, wrapper) in [("one", (Command.asNobody ?? []) + Self.limited("-u 1")), ("many", [])] {
      let words = ["compress", "data", "-o", "out/\(name)", "--steps", "5", "-T", "4", "-q"]
      #expect(try Command.run(words, through: wrapper, in: folder.path).status == 0)
    }
    #expect(!folder.read("out/one").isEmpty)
    #expect(folder.read("out/one") == folder.read("out/many"))
  }

  // MARK: Files and time

  @Test(arguments: [works[2], works[3], works[4], works[5]])
  func `a file larger than may be written is a failed write, with nothing left`(words: [String]) throws {
    let folder = try Self.prepared()
    // What is said goes through a pipe to a process without the limit.
    let wrapper = [
      "/bin/bash", "-c", "(ulimit -f 0; exec \"$0\" \"$@\") 2>&1 >/dev/null | cat >&2; exit ${PIPESTATUS[0]}",
    ]
    let outcome = try Command.run(words, through: wrapper, in: folder.path)
    expectFailure(outcome, status: 74, naming: words[3])
    #expect(Self.contents(of: folder).isEmpty)
  }

  @Test(arguments: ["-t 1", "-S -t 1"])
  func `the end of the processor time is said before the process is killed`(limit: String) throws {
    let folder = try Self.prepared()
    let outcome = try Command.run(
      ["compress", "data", "-o", "out/b.haba", "--effort", "9"], through: Self.limited(limit), in: folder.path)
    expectFailure(outcome, status: 1, naming: "processor time")
    #expect(Self.contents(of: folder).isEmpty)
  }
}
