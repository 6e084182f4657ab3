import Foundation
import HabaFiles
import Testing

/// A folder that lives as long as a test.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("habafiles-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file in place, and makes the folders that it lies in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
  }

  func read(_ name: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: self(name)) ?? Data()) }

  /// Everything at any depth, hidden or not, as relative paths.
  var contents: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted() }

  /// Everything at any depth with the bytes of files.
  var everything: [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: contents.map { ($0, read($0)) })
  }
}

/// What a file system can do, of the calls that not every one has.
enum FileSystem: CaseIterable, CustomTestStringConvertible {
  case all, withoutUnnamed, unnamedWithoutNames, withoutLinks, withoutExclusiveRename, withoutExchange
  case withoutLinksOrExchange, networkLike

  var testDescription: String { "\(self)" }

  var calls: NamingCalls {
    var calls = NamingCalls.system
    switch self {
    case .all: break
    case .withoutUnnamed: calls.openUnnamed = { _ in -1 }
    case .unnamedWithoutNames: calls.linkUnnamed = { _, _ in ENOENT }
    case .withoutLinks:
      calls.openUnnamed = { _ in -1 }
      calls.link = { _, _ in EPERM }
    case .withoutExclusiveRename:
      calls.openUnnamed = { _ in -1 }
      calls.renameExclusive = { _, _ in EINVAL }
    case .withoutExchange: calls.exchange = { _, _ in EINVAL }
    case .withoutLinksOrExchange:
      calls.openUnnamed = { _ in -1 }
      calls.link = { _, _ in EPERM }
      calls.exchange = { _, _ in EINVAL }
    case .networkLike:
      calls.openUnnamed = { _ in -1 }
      calls.renameExclusive = { _, _ in EINVAL }
      calls.exchange = { _, _ in EINVAL }
    }
    return calls
  }

  /// One that can do none of it.
  static var poorest: NamingCalls {
    var calls = FileSystem.networkLike.calls
    calls.link = { _, _ in EPERM }
    return calls
  }
}

/// The `OutputError` that a piece of work ends in.
func outputError(_ work: () throws -> Void) -> OutputError? {
  do {
    try work()
    return nil
  } catch {
    return error as? OutputError
  }
}

/// Lets something be used from another thread, one at a time.
struct Carried<Value>: @unchecked Sendable {
  let value: Value
}

/// Runs some work at the first of several calls, then never again.
final class Once: @unchecked Sendable {
  private let lock = NSLock()
  private var work: (() -> Void)?

  init(_ work: @escaping () -> Void) { self.work = work }

  func callAsFunction() {
    let work = lock.withLock {
      defer { self.work = nil }
      return self.work
    }
    work?()
  }
}
