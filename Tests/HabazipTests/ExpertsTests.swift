import Foundation
import Testing

@Suite struct `experts` {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
  }

  private func run(_ words: String..., count: Int = 2) throws -> Outcome {
    try Command.run(
      [
        "experts", folder / "data", "-o", folder / "e", "--count", "\(count)", "--epochs", "2", "--width", "4",
        "--json",
      ]
        + words)
  }

  private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder / "e").sorted()) ?? [] }

  @Test func `trains what is not there yet`() throws {
    let first = try run()
    #expect(first.status == 0, "\(first.error)")
    #expect(first.json?["trained"] as? Int == 2)
    #expect(files.count == 2 && files.allSatisfy { $0.hasPrefix("expert-") && $0.hasSuffix(".safetensors") })
    let bytes = folder.read("e/" + files[0])
    let second = try run(count: 3)
    #expect(second.json?["trained"] as? Int == 1)
    #expect(second.json?["found"] as? Int == 2)
    #expect(second.json?["experts"] as? Int == 3)
    #expect(second.json?["epochs"] as? Int == 2)
    #expect(folder.read("e/" + files[0]) == bytes)
    #expect(second.json?["bytes"] as? Int == files.reduce(0) { $0 + folder.read("e/" + $1).count })
  }

  @Test func `gives the same bytes for any number of threads`() throws {
    #expect(try run("-T", "1").status == 0)
    let before = files.map { folder.read("e/" + $0) }
    try FileManager.default.removeItem(atPath: folder / "e")
    #expect(try run("-T", "3").status == 0)
    #expect(files.map { folder.read("e/" + $0) } == before)
  }

  @Test func `leaves out what compress holds out`() throws {
    let outcome = try run("--hold-out", "25%", "--seed", "3")
    let held = try Command.run(
      "compress", folder / "data", "-o", folder / "a.haba", "--effort", "1", "--hold-out", "25%", "--seed", "3",
      "--json"
    )
    let own = outcome.json?["hold_out"] as? [String: Any]
    let other = held.json?["hold_out"] as? [String: Any]
    #expect(own?["source"] as? String != nil && own?["source"] as? String == other?["source"] as? String)
    let images = held.json?["source"] as? [String: Any]
    #expect(outcome.json?["images"] as? Int == 18 && images?["images"] as? Int == 18)
    #expect(outcome.json?["data"] as? String != own?["source"] as? String)
    // Other images than those that are there don't mix with them.
    expectFailure(try run(), status: 73, naming: "data", "give another folder")
    #expect(files.count == 2)
  }

  @Test func `checks a folder, and names what is damaged`() throws {
    try #require(try run(count: 3).status == 0)
    let whole = try Command.run("experts", "--check", folder / "e", "--json")
    #expect(whole.status == 0 && whole.json?["ok"] as? Bool == true && whole.json?["experts"] as? Int == 3)
    #expect((whole.json?["kernels"] as? [String: Int])?.values.map(\.self) == [3])
    for (number, name) in files.prefix(2).enumerated() {
      var bytes = folder.read("e/" + name)
      bytes[bytes.count - 5] ^= 4
      try folder.write(bytes, to: "e/" + name)
      let outcome = try Command.run("experts", "--check", folder / "e")
      expectFailure(outcome, status: 65, naming: files[0], number == 0 ? "checksum" : "2 of 3 experts are damaged")
    }
    expectFailure(try Command.run("experts", "--check", folder / "none"), status: 66, naming: folder / "none")
    try folder.makeFolder("empty")
    expectFailure(try Command.run("experts", "--check", folder / "empty"), status: 65, naming: "holds no expert")
  }

  @Test func `does not count a damaged expert as done, and says what helps`() throws {
    #expect(try run().status == 0)
    let damaged = files[0]
    var bytes = folder.read("e/" + damaged)
    bytes[bytes.count - 5] ^= 4
    try folder.write(bytes, to: "e/" + damaged)
    expectFailure(try run(count: 3), status: 65, naming: damaged, "remove it, and it is trained here")
    #expect(files.count == 2)
    try FileManager.default.removeItem(atPath: folder / "e/\(damaged)")
    #expect(try run().json?["trained"] as? Int == 1)
  }

  @Test func `takes the network that compress matches with, and warns of any other`() throws {
    try SmallData.pictures(in: folder, named: "large", classes: ["ant", "bee"], perClass: 2, side: 64)
    func attempt(_ data: String, to output: String, _ words: String...) throws -> Outcome {
      try Command.run(
        ["experts", folder / data, "-o", folder / output, "--count", "1", "--epochs", "1", "--width", "4", "--json"]
          + words)
    }
    let large = try attempt("large", to: "l")
    #expect(large.json?["network"] as? String == "convnet4" && !large.error.contains("warning"), "\(large.error)")
    #expect(try attempt("data", to: "d").json?["network"] as? String == "convnet3")
    let other = try attempt("large", to: "o", "--network", "convnet3")
    #expect(other.status == 0 && other.error.contains("matches images of this size with convnet4"), "\(other.error)")
    expectFailure(try attempt("data", to: "a", "--network", "all"), status: 64, naming: "not 'all'")
  }

  @Test func `refuses before any work what can't be`() throws {
    try folder.write([1], to: "file")
    func attempt(_ words: String...) throws -> Outcome { try Command.run(["experts"] + words) }
    expectFailure(try attempt(folder / "data"), status: 64, naming: "-o")
    expectFailure(try attempt("-o", folder / "e"), status: 64, naming: "data set")
    expectFailure(try attempt("--check", folder / "e", folder / "data"), status: 64, naming: "--check")
    expectFailure(try attempt(folder / "data", "-o", folder / "data"), status: 64, naming: "is the input")
    expectFailure(try attempt(folder / "data", "-o", folder / "data/e"), status: 64, naming: "lies in the data set")
    expectFailure(try attempt(folder / "data", "-o", folder / "e", "--count", "0"), status: 64, naming: "--count")
    expectFailure(try attempt(folder / "data", "-o", folder / "file"), status: 73, naming: "a file is there")
    expectFailure(try attempt(folder / "data", "-o", folder / "none/e"), status: 73, naming: folder / "none")
    #expect(folder.contents == ["data", "file"])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `ends at a signal and gives its claim up`(signal: Int32) throws {
    let running = try Running([
      Command.path, "experts", folder / "data", "-o", folder / "e", "--epochs", "10000",
    ])
    while files.isEmpty && running.process.isRunning { usleep(1000) }
    running.send(signal)
    expectFailure(running.wait(), status: 130, naming: "interrupted")
    #expect(files.isEmpty)
  }
}
