internal import Glibc

/// Why an output could not be written; `path` is always the one that was asked for.
public enum OutputError: Error, Hashable, Sendable {
  /// Something is there, and was not to be replaced.
  case exists(path: String)
  /// A folder is to be made, and a file is there.
  case noFolder(path: String)
  /// A folder is to be made, and a link is there that leads to nothing.
  case deadLink(path: String)
  /// Something came to be there, or was changed, while the output was made; it was kept.
  case appeared(path: String)
  /// The same, and what was to be replaced could not be put back: it lies at `kept`.
  case displaced(path: String, kept: String)
  /// The folder to be replaced holds something that was not written by this program.
  case foreign(path: String, entry: String)
  /// The folder to be replaced lacks the file that says that it was written by this program.
  case unmarked(path: String, marker: String)
  /// A device or a pipe is there, and only a file will do.
  case notAFile(path: String)
  /// It can't be made; `code` is the system's error number.
  case cannotCreate(path: String, code: Int32)
  /// Writing it failed; `code` is the system's error number.
  case writeFailed(path: String, code: Int32)
  /// The same of a file that stays as it is by then.
  case brokenOff(path: String, code: Int32)

  /// What went wrong, coarsely.
  public enum Kind: Sendable {
    /// The output is there, or can't be made.
    case cannotCreate
    /// Bytes could not be written.
    case writeFailed
  }

  /// The coarse kind.
  public var kind: Kind {
    switch self {
    case .exists, .noFolder, .deadLink, .appeared, .displaced, .foreign, .unmarked, .notAFile, .cannotCreate:
      .cannotCreate
    case .writeFailed, .brokenOff: .writeFailed
    }
  }

  /// Whether it was given up because the process is being interrupted.
  package var isInterruption: Bool {
    if case .writeFailed(_, ECANCELED) = self { return true }
    return false
  }

  /// Whether the place is somebody else's.
  package var isTaken: Bool {
    switch self {
    case .exists, .appeared, .displaced: true
    default: false
    }
  }

  /// The failure of making something; of a disk that is full or broken it is one of writing.
  static func making(_ path: String, _ code: Int32) -> OutputError {
    switch code {
    case ENOSPC, EDQUOT, EIO: .writeFailed(path: path, code: code)
    default: .cannotCreate(path: path, code: code)
    }
  }
}

extension OutputError: CustomStringConvertible {
  /// One line: which output, what, and what to do.
  public var description: String {
    let text =
      switch self {
      case .exists(let path): "\(path): exists already"
      case .noFolder(let path): "\(path): a file is there, where a folder is to be made; choose another name"
      case .deadLink(let path): "\(path): a link is there that leads to nothing; remove it, or choose another name"
      case .appeared(let path):
        "\(path): something came to be there meanwhile; it was kept, and nothing was written"
      case .displaced(let path, let kept):
        "\(path): something came to be there meanwhile and was kept; what was there before is \(kept) now"
      case .foreign(let path, let entry):
        "\(path): not replaced, for it holds \(entry), which was not written by habazip; "
          + "remove it, or choose another name"
      case .unmarked(let path, let marker):
        "\(path): not replaced, for it holds no \(marker) that says that habazip wrote it; choose another name"
      case .notAFile(let path): "\(path): can't be written to as a file is; give the name of a file"
      case .cannotCreate(let path, let code): "\(path): can't be made: \(reason(code)); choose another place"
      case .brokenOff(let path, let code): "\(path): writing failed: \(reason(code)); what it has by now was left there"
      case .writeFailed(let path, let code): "\(path): writing failed: \(reason(code)); nothing was changed there"
      }
    return text.onOneLine
  }

  private func reason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
