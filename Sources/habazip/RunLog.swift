internal import Glibc
internal import HabaCodec

/// A file that grows by one JSON line at every report of the encoder, to draw loss curves from.
///
/// A log is of use while the run goes on and after it was interrupted, so it is written as it comes and not by rename.
final class RunLog {
  private let path: String
  private let descriptor: Int32
  /// Why the log could not be written on, if so.
  private(set) var failure: Failure?

  /// Opens the file; an existing one is refused unless `force`.
  init(path: String, force: Bool) throws {
    self.path = path
    var found = stat()
    let isDevice = stat(path, &found) == 0 && found.st_mode & S_IFMT != S_IFREG
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force || isDevice ? O_TRUNC : O_EXCL), 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        throw Failure(.cannotCreate, "\(path): exists already; give -f to replace it")
      }
      throw Failure(.cannotCreate, "\(path): the log can't be made (\(String(cString: strerror(errno))))")
    }
  }

  deinit { close(descriptor) }

  /// Adds a line; after a failure nothing more is written.
  func write(_ report: CompressProgress) {
    guard failure == nil else { return }
    let line: JSONValue = [
      "phase": .string(report.phase),
      "step": .int(report.step),
      "loss": report.loss.map { .double(Double($0)) } ?? .null,
      "seconds": .double(report.seconds),
    ]
    let code = StandardStreams.write(Array((line.text + "\n").utf8), to: descriptor)
    guard code != 0 else { return }
    failure = Failure(.inputOutput, "\(path): the log can't be written (\(String(cString: strerror(code))))")
  }
}
