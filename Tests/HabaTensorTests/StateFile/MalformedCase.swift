import HabaTensor
import Testing

/// A file with one thing wrong, and the error that names it.
struct MalformedCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var change: @Sendable (inout HandmadeStateFile) -> Void
  var error: @Sendable (HandmadeStateFile) -> StateFileError

  init(
    _ name: String, _ change: @escaping @Sendable (inout HandmadeStateFile) -> Void,
    _ error: @escaping @Sendable (HandmadeStateFile) -> StateFileError
  ) {
    testDescription = name
    self.change = change
    self.error = error
  }

  /// Text of the header replaced by other text.
  init(
    _ name: String, _ text: String, _ other: String,
    _ error: @escaping @Sendable (HandmadeStateFile) -> StateFileError
  ) {
    self.init(name, { $0.replace(text, other) }, error)
  }

  /// Text of the header replaced by what is other JSON than it must be, some bytes after where `place` is in it.
  init(
    _ name: String, _ text: String, _ other: String, at place: String, plus bytes: Int = 0, _ expected: String,
    _ found: String
  ) {
    self.init(name, text, other) {
      .header(offset: $0.offset(of: place) + bytes, expected: expected, found: found)
    }
  }
}
