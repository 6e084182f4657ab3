import Foundation
import Testing

@Suite struct `OpenBLAS is opened for products alone` {
  /// A folder that holds, under the library's names, files that no loader takes.
  private func falseLibraries(in folder: TemporaryFolder) throws -> [String: String] {
    for name in ["libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0"] {
      try folder.write(Array("no library".utf8), to: "false/\(name)")
    }
    return ["LD_LIBRARY_PATH": folder / "false"]
  }

  @Test(arguments: [["--version"], ["--help"]] + `Limits of the machine`.works.prefix(5))
  func `commands that multiply nothing work without it`(words: [String]) throws {
    let folder = try `Limits of the machine`.prepared()
    let outcome = try Command.run(words, in: folder.path, environment: falseLibraries(in: folder))
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test(arguments: `Limits of the machine`.works.suffix(2))
  func `the others say that it is missing`(words: [String]) throws {
    let folder = try `Limits of the machine`.prepared()
    let outcome = try Command.run(words, in: folder.path, environment: falseLibraries(in: folder))
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count { $0.hasPrefix("habazip: error: OpenBLAS") } == 1, "\(outcome.error)")
    #expect(outcome.errorLines.contains { $0.contains("libopenblas0") })
    #expect(`Limits of the machine`.contents(of: folder).isEmpty)
  }

  @Test func `a command that only decodes maps neither it nor what starts slowly`() throws {
    let folder = try TemporaryFolder()
    try HeavyArchive.write(in: folder)
    let running = try Running([Command.path, "verify", folder / "heavy.haba"])
    let maps = running.file("maps", once: "libzstd")
    running.send(SIGKILL)
    let outcome = running.wait()
    try #require(maps.contains("libzstd"), "\(outcome)")
    for name in ["libopenblas", "libFoundation.so", "FoundationICU"] { #expect(!maps.contains(name)) }
  }

  @Test(arguments: ["1", "3", "64", "many"])
  func `the user's number of its threads changes nothing`(number: String) throws {
    let folder = try `Limits of the machine`.prepared()
    for (name, environment) in [("set", ["OPENBLAS_NUM_THREADS": number]), ("unset", [:])] {
      let words = ["compress", "data", "-o", "out/\(name)", "--steps", "5", "-q"]
      #expect(try Command.run(words, in: folder.path, environment: environment).status == 0)
    }
    #expect(!folder.read("out/set").isEmpty)
    #expect(folder.read("out/set") == folder.read("out/unset"))
  }

  @Test func `its own threads are none, whatever the user has set`() throws {
    let folder = try `Limits of the machine`.prepared()
    let running = try Running(
      [
        Command.path, "compress", folder / "data", "-o", folder / "out/b.haba", "--effort", "9", "-T", "1", "--log",
        folder / "log",
      ], environment: ["OPENBLAS_NUM_THREADS": "4"])
    for _ in 0..<600 where folder.read("log").isEmpty && running.process.isRunning { usleep(100_000) }
    let threads = running.file("status", once: "Threads:").split(separator: "\n").first { $0.hasPrefix("Threads:") }
    running.send(SIGKILL)
    _ = running.wait()
    // The one that works, and the one that waits for signals.
    #expect(threads?.split(separator: "\t").last == "2")
  }
}

extension Running {
  /// A file of the process's own in /proc, once it holds `text`; empty where the process ends before.
  func file(_ name: String, once text: String) -> String {
    while process.isRunning {
      // Such files come in pieces and have no length.
      let file = FileHandle(forReadingAtPath: "/proc/\(process.processIdentifier)/\(name)")
      var bytes = Data()
      while let piece = try? file?.read(upToCount: 4096), !piece.isEmpty { bytes += piece }
      let found = String(decoding: bytes, as: UTF8.self)
      if found.contains(text) { return found }
      usleep(1000)
    }
    return ""
  }
}
