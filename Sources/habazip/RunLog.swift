internal import HabaStudents
internal import HabaFiles

/// A file that grows by one JSON line at every report of the encoder, to draw loss curves from.
///
/// A log is of use while the run goes on and after it was interrupted, so it is written as it comes and always kept.
final class RunLog {
  private let file: LogFile
  /// Why the log could not be written on, if so.
  private(set) var failure: OutputError?

  /// Makes the file, or goes on with the log that is there.
  init(_ target: FileTarget, goingOn: Bool = false) throws {
    file = goingOn ? try LogFile(goingOnWith: target) : try LogFile(target)
  }

  /// Whether a file is such a log.
  static func isLog(_ path: String) -> Bool {
    let start = Array(#"{"phase":""#.utf8)
    return startOfFile(path, count: start.count) == start
  }

  /// Adds a line; after a failure nothing more is written.
  func write(_ report: RunProgress) {
    guard failure == nil else { return }
    var members: [(key: String, value: JSONValue)] = [
      ("phase", .string(report.phase)), ("step", .int(report.step)),
      ("loss", report.loss.map { .double(Double($0)) } ?? .null), ("seconds", .double(report.seconds)),
    ]
    if !report.terms.isEmpty {
      members.append(("terms", .object(report.terms.map { ($0.name, .double(Double($0.value))) })))
    }
    do throws(OutputError) {
      try file.append(Array((JSONValue.object(members).text + "\n").utf8))
    } catch {
      failure = error
    }
  }
}
