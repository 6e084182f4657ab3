import Foundation
import HabaFiles
import Testing

private let nothingIsOurs = Ownership(marker: "mark") { _ in nil }

/// Each in a process of its own: they end all outputs of the process.
@Suite struct `When all that is unfinished is removed` {
  @Test func `nothing of it is left, it can't be finished, and nothing new is begun`() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let unnamed = try OutputFile(FileTarget(scratch("unnamed"), replacing: false))
      let named = try OutputFile(FileTarget(scratch("named"), replacing: false), named: true)
      let folder = try OutputFolder(FolderTarget(scratch("folder"), replacing: false, ownership: nothingIsOurs))
      try folder.write([1], to: "a")
      let log = try LogFile(FileTarget(scratch("log"), replacing: false))
      try log.append([1])
      try OutputFile.write([2], to: FileTarget(scratch("done"), replacing: false))
      precondition(scratch.contents.count >= 5)
      Unfinished.removeAll()
      let left = scratch.everything
      precondition(left == ["done": [2], "log": [1]], "\(left)")
      for work in [
        { try unnamed.commit() }, { try named.commit() }, { _ = try folder.commit() }, { try folder.makeFolder("b") },
        { try OutputFile.write([3], to: FileTarget(scratch("late"), replacing: false)) },
      ] as [() throws -> Void] {
        let error = outputError(work)
        guard case .writeFailed(_, ECANCELED) = error else { fatalError("\(String(describing: error))") }
      }
      precondition(scratch.everything == left, "\(scratch.everything)")
    }
  }

  @Test func `files that writers add meanwhile go too`() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let folder = try OutputFolder(FolderTarget(scratch("out"), replacing: false, ownership: nothingIsOurs))
      let writing = Carried(value: folder)
      let started = DispatchSemaphore(value: 0)
      let ended = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        for number in 0... {
          if number == 100 { started.signal() }
          guard (try? writing.value.write([1], to: "\(number)")) != nil else { break }
        }
        ended.signal()
      }
      started.wait()
      Unfinished.removeAll()
      ended.wait()
      precondition(scratch.contents == [], "\(scratch.contents)")
    }
  }

  @Test func `an output that is taking its place does so whole, and is waited for`() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let reached = DispatchSemaphore(value: 0)
      let goOn = DispatchSemaphore(value: 0)
      var calls = NamingCalls.system
      calls.rename = { [rename = calls.rename] in
        reached.signal()
        goOn.wait()
        return rename($0, $1)
      }
      let folder = try OutputFolder(
        FolderTarget(scratch("out"), replacing: false, ownership: nothingIsOurs), calls: calls)
      try folder.write([1], to: "a")
      let committing = Carried(value: folder)
      Thread.detachNewThread { _ = try? committing.value.commit() }
      reached.wait()
      // Removing ends the wait itself where it has begun: no more than a moment passes in between.
      Thread.detachNewThread {
        usleep(20_000)
        goOn.signal()
      }
      Unfinished.removeAll()
      precondition(scratch.everything == ["out": [], "out/a": [1]], "\(scratch.everything)")
    }
  }

  @Test func `the folder that is being replaced is not among it`() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      try scratch.write([7], to: "out/mark")
      var calls = NamingCalls.system
      calls.exchange = { [exchange = calls.exchange] in
        let code = exchange($0, $1)
        // Now what was there has the name of what was unfinished.
        try? scratch.write([42], to: String($0.dropFirst(scratch.path.count + 1)) + "/mine")
        Thread.detachNewThread { Unfinished.removeAll() }
        usleep(50_000)
        return code
      }
      let ours = Ownership(marker: "mark") { _ in OwnNames(files: ["mark"], folders: []) }
      let folder = try OutputFolder(FolderTarget(scratch("out"), replacing: true, ownership: ours), calls: calls)
      try folder.write([1], to: "mark")
      let kept = try folder.commit()
      precondition(kept == scratch("out.old-1"))
      precondition(scratch.read("out/mark") == [1] && scratch.read("out.old-1/mine") == [42])
    }
  }

  @Test func `the folder that is being replaced is removed no further, and what is left kept where it is seen`()
    async throws
  {
    await #expect(processExitsWith: .success) {
      var calls = NamingCalls.system
      calls.exchange = { [exchange = calls.exchange] in
        let code = exchange($0, $1)
        endFromAside()
        return code
      }
      try expectOldKept(calls)
    }
  }

  @Test func `the same where names can't be exchanged`() async throws {
    await #expect(processExitsWith: .success) {
      var calls = FileSystem.withoutExchange.calls
      calls.rename = { [rename = calls.rename] in
        let code = rename($0, $1)
        if code == 0 { endFromAside() }
        return code
      }
      try expectOldKept(calls)
    }
  }
}

/// Has another thread remove all that is unfinished, and goes on once it has begun.
private func endFromAside() {
  Thread.detachNewThread { Unfinished.removeAll() }
  while !Unfinished.isClosed { usleep(1000) }
}

/// Replaces a folder by `calls`, which call `endFromAside` when it has left its place.
private func expectOldKept(_ calls: NamingCalls) throws {
  let scratch = try Scratch()
  for name in ["mark", "in/a", "in/b"] { try scratch.write([7], to: "out/" + name) }
  let ours = Ownership(marker: "mark") { _ in OwnNames(files: ["mark", "in/a", "in/b"], folders: ["in"]) }
  let folder = try OutputFolder(FolderTarget(scratch("out"), replacing: true, ownership: ours), calls: calls)
  try folder.write([1], to: "mark")
  let kept = try folder.commit()
  precondition(kept == scratch("out.old-1"))
  let all = scratch.everything
  precondition(
    all == [
      "out": [], "out/mark": [1], "out.old-1": [], "out.old-1/mark": [7], "out.old-1/in": [], "out.old-1/in/a": [7],
      "out.old-1/in/b": [7],
    ], "\(all)")
}
