import Foundation
import Testing

@Suite struct `experts of several processes` {
  private let folder: TemporaryFolder
  private static let count = 8

  init() throws {
    folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
  }

  private func words(_ output: String) -> [String] {
    [
      Command.path, "experts", folder / "data", "-o", folder / output, "--count", "\(Self.count)", "--epochs", "400",
      "--width", "8", "--batch", "8", "-T", "1", "--json", "--renewal", "0.5s", "--takeover", "4s",
    ]
  }

  private func files(_ output: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder / output).sorted()) ?? []
  }

  /// The process that a claim names.
  private func holder(_ claim: String) -> Int32? {
    String(decoding: folder.read("e/" + claim), as: UTF8.self).split(separator: "-").dropLast().last.flatMap {
      Int32($0)
    }
  }

  /// Kills a process in the midst of an expert, so that its claim stays; nil where none works any more.
  private func killOne(of processes: [Running]) -> Running? {
    while processes.contains(where: { $0.process.isRunning }) {
      for claim in files("e") where claim.contains("claim") {
        let name = holder(claim)
        guard let found = processes.first(where: { $0.process.processIdentifier == name && $0.process.isRunning })
        else { continue }
        // Held still, it can't finish between the look and the end.
        found.send(SIGSTOP)
        while found.process.isRunning && !found.isStopped { usleep(1000) }
        if holder(claim) == name {
          found.send(SIGKILL)
          #expect(found.wait().status == -SIGKILL)
          return found
        }
        found.send(SIGCONT)
      }
      usleep(1000)
    }
    return nil
  }

  @Test func `are all trained, once, where two of four are killed`() throws {
    let four = try (0..<4).map { _ in try Running(words("e")) }
    var left = four
    for _ in 0..<2 {
      let killed = try #require(killOne(of: left), "all was done before two could be killed")
      left.removeAll { $0 === killed }
    }
    let before = files("e").count { $0.hasPrefix("expert-") }
    let outcomes = left.map { $0.wait() }
    var trained = 0
    for outcome in outcomes {
      #expect(outcome.status == 0, "\(outcome.error)")
      func figure(_ name: String) -> Int { outcome.json?[name] as? Int ?? -1000 }
      trained += figure("trained")
      #expect(figure("trained") + figure("found") + figure("trained_by_others") == Self.count)
      #expect(figure("unfinished") == 0 && figure("experts") == Self.count)
    }
    // What is not the survivors' was there when the others died: nothing is counted twice, and nothing is missing.
    #expect((0...before).contains(Self.count - trained))
    let names = files("e")
    #expect(names.count == Self.count && names.allSatisfy { $0.hasPrefix("expert-") })
    #expect(try Command.run("experts", "--check", folder / "e").status == 0)

    // One that is started anew has nothing to do, and one alone makes the same bytes.
    let again = try Running(words("e")).wait()
    #expect(again.json?["trained"] as? Int == 0 && again.json?["found"] as? Int == Self.count)
    #expect(try Running(words("alone")).wait().status == 0)
    #expect(files("alone") == names)
    for name in names { #expect(folder.read("alone/" + name) == folder.read("e/" + name)) }
  }
}

extension Running {
  /// Whether the process has been stopped, or has ended.
  fileprivate var isStopped: Bool {
    let state = file("status", once: "State:").split(separator: "\n").first { $0.hasPrefix("State:") }
    return state.map { $0.contains("T") || $0.contains("Z") } ?? true
  }
}
