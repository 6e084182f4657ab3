internal import Glibc
internal import Synchronization

/// Thrown where whoever read the results has closed the pipe: nothing is left to do, and nothing to say.
struct ResultsUnwanted: Error {}

/// The three standard streams: results on stdout, everything else on stderr, a progress line that gives way.
final class Console: Sendable {
  static let shared = Console()

  private struct State {
    var quiet = false
    /// Columns that the progress line on the terminal takes now.
    var progressColumns = 0
    /// Whether the last line has been said: nothing may follow it.
    var isSilent = false
  }

  private let state = Mutex(State())

  /// Whether stderr is a terminal that people look at.
  let errorIsTerminal = isatty(STDERR_FILENO) == 1
  /// Whether the terminal may be sent control sequences: not where it is dumb or colour is unwanted.
  let allowsSequences =
    Console.variable("TERM").map { $0 != "dumb" && !$0.isEmpty } ?? false
    && (Console.variable("NO_COLOR") ?? "").isEmpty

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Silences notes (not warnings, failures or results).
  func setQuiet(_ quiet: Bool) { state.withLock { $0.quiet = quiet } }

  /// Writes `text` and a line end to stdout.
  func result(_ text: String) throws {
    do {
      try write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), what: "the results")
    } catch let failure as Failure where failure.message.hasSuffix(Self.closedPipe) {
      throw ResultsUnwanted()
    }
  }

  /// Writes bytes to stdout; a closed pipe is a failure here, since what was made is lost.
  func result(bytes: [UInt8]) throws { try write(bytes, what: "the output") }

  /// Says something that helps to follow along; not with `-q`.
  func note(_ text: String) {
    guard !state.withLock({ $0.quiet }) else { return }
    line("habazip: \(text)")
  }

  /// Says what the user should know even with `-q`.
  func warning(_ text: String) { line("habazip: warning: \(text)") }

  /// Says why the run failed: always one line.
  func failure(_ text: String) { line("habazip: error: \(text)") }

  /// Writes one line to stderr, escaped, in the progress line's place if there is one.
  func line(_ text: String) {
    let text = Display.escaped(text) + "\n"
    state.withLock { state in
      if !state.isSilent { writeError(clear(&state) + text) }
    }
  }

  /// Says why the process is ended now, for a thread that can't wait for others; later lines are swallowed.
  func lastLine(_ text: String) {
    let line = String(cString: silence()) + "habazip: error: \(text)\n"
    // Nor can it wait for a reader that has stopped reading.
    var readiness = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&readiness, 1, 100) > 0 { writeError(line) }
  }

  /// Swallows all later lines, and gives what to write first where a progress line stands; takes no memory.
  func silence() -> UnsafePointer<CChar> {
    var isShown: Bool?
    // Whoever holds the lock now may never give it back; it holds it for a line at most.
    for attempt in 0..<20 where isShown == nil {
      if attempt > 0 { usleep(1000) }
      isShown = state.withLockIfAvailable { state in
        defer { state.isSilent = true }
        return state.progressColumns > 0 && !state.isSilent
      }
    }
    let prefix: StaticString = isShown != true ? "" : allowsSequences ? "\r\u{1B}[K" : "\n"
    return UnsafeRawPointer(prefix.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Draws `text` as the terminal's progress line, cut to its width.
  func progress(_ text: String) {
    let line = String(text.prefix(max(10, columns - 1)))
    state.withLock { state in
      guard !state.isSilent else { return }
      let padding = String(repeating: " ", count: max(0, state.progressColumns - line.count))
      state.progressColumns = line.count
      writeError("\r" + line + padding)
    }
  }

  /// Takes the progress line away.
  func clearProgress() {
    state.withLock { state in
      let clearing = clear(&state)
      if !clearing.isEmpty && !state.isSilent { writeError(clearing) }
    }
  }

  private static let closedPipe = "the reader has closed the pipe"

  private func clear(_ state: inout State) -> String {
    guard state.progressColumns > 0 else { return "" }
    defer { state.progressColumns = 0 }
    if allowsSequences { return "\r\u{1B}[K" }
    return "\r" + String(repeating: " ", count: state.progressColumns) + "\r"
  }

  private var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private func writeError(_ text: String) {
    // Where stderr itself can't be written there is no one left to tell.
    _ = StandardStreams.write(Array(text.utf8), to: STDERR_FILENO)
  }

  private func write(_ bytes: [UInt8], what: String) throws {
    let code = StandardStreams.write(bytes, to: STDOUT_FILENO)
    guard code != 0 else { return }
    if code == EPIPE { throw Failure(.inputOutput, "can't write \(what) to stdout: \(Self.closedPipe)") }
    throw Failure(.inputOutput, "can't write \(what) to stdout: \(String(cString: strerror(code)))")
  }
}
