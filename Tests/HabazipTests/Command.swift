import Foundation
import Testing

/// How a run of the command ended.
struct Outcome {
  var status: Int32
  var output: [UInt8]
  var error: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// The lines on stderr.
  var errorLines: [String] { error.split(separator: "\n").map(String.init) }

  /// stdout as JSON: one value, or nil.
  var json: [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(output))) as? [String: Any]
  }
}

/// The built command, run as its users run it.
enum Command {
  /// The command lies beside the test bundle, in the build folder.
  static let path: String = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      let beside = URL(fileURLWithPath: own).deletingLastPathComponent()
      if FileManager.default.isExecutableFile(atPath: beside.appendingPathComponent("habazip").path) {
        folder = beside
      }
    }
    return folder.appendingPathComponent("habazip").path
  }()

  /// Runs the command to its end.
  static func run(
    _ arguments: String..., in folder: String? = nil, input: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, in: folder, input: input, environment: environment)
  }

  /// Runs the command, or another program that runs it, to its end.
  static func run(
    _ arguments: [String], through wrapper: [String] = [], in folder: String? = nil, input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let running = try Running(
      wrapper + [path] + arguments, in: folder, input: input, environment: environment)
    return running.wait()
  }

  /// Whether `wrapper` can run the command here at all.
  static func works(through wrapper: [String]) -> Bool {
    (try? run(["--version"], through: wrapper))?.status == 0
  }

  /// The words that make a command run as another, unprivileged user; nil where that can't be.
  static let asNobody: [String]? = {
    let wrapper = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return getuid() == 0 && works(through: wrapper) ? wrapper : nil
  }()
}

/// A process under way; its output goes to files, so that it can't block on a full pipe.
final class Running {
  let process = Process()
  private let folder: TemporaryFolder

  init(
    _ words: [String], in workingFolder: String? = nil, input: [UInt8] = [],
    environment: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    try folder.write(input, to: "input")
    try folder.write([], to: "output")
    try folder.write([], to: "error")
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: workingFolder ?? folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: folder / "input")
    process.standardOutput = FileHandle(forWritingAtPath: folder / "output")
    process.standardError = FileHandle(forWritingAtPath: folder / "error")
    try process.run()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func wait() -> Outcome {
    process.waitUntilExit()
    // A death by signal is told apart from every exit status.
    let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Outcome(
      status: status, output: folder.read("output"),
      error: String(decoding: folder.read("error"), as: UTF8.self))
  }
}

/// A folder that goes away with the value that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/habazip-tests-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
    // Without the zero byte at the end.
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

  /// Writes a file, making the folders above it.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: self / name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self / name, withIntermediateDirectories: true)
  }

  func read(_ name: String) -> [UInt8] {
    [UInt8](FileManager.default.contents(atPath: self / name) ?? Data())
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self / name) }

  /// Everything in the folder, hidden or not.
  var contents: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// Checks that a run failed as every failure must: the status, one line of error, nothing on stdout, and beside it only notes.
func expectFailure(
  _ outcome: Outcome, status: Int32, naming parts: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == status, "\(outcome.error)", sourceLocation: sourceLocation)
  #expect(outcome.output.isEmpty, "stdout carries results only", sourceLocation: sourceLocation)
  let errors = outcome.errorLines.filter { $0.hasPrefix("habazip: error: ") }
  #expect(errors.count == 1, "\(outcome.error)", sourceLocation: sourceLocation)
  if status != 64 {
    #expect(
      outcome.errorLines.allSatisfy { $0.hasPrefix("habazip: ") }, "\(outcome.error)", sourceLocation: sourceLocation)
  }
  for part in parts {
    #expect(
      errors.first?.contains(part) == true, "'\(part)' missing: \(outcome.error)",
      sourceLocation: sourceLocation)
  }
}
