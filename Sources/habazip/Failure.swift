internal import ArgumentParser
internal import HabaCodec
internal import HabaData
internal import HabaFiles
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// How a run ends; scripts rely on the numbers.
enum ExitStatus: Int32, Sendable {
  case done = 0
  case other = 1
  case usage = 64
  case badInput = 65
  case noInput = 66
  case unsupported = 69
  case cannotCreate = 73
  case inputOutput = 74
  case interrupted = 130
}

/// A failure of the command: one line that says what, where and what to do, and the exit status.
struct Failure: Error, Equatable {
  var status: ExitStatus
  var message: String

  /// Makes a failure; `message` is the line without `habazip: error:`.
  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// Refuses what a later version brings, by name.
  static func unsupported(_ feature: String, instead: String) -> Failure {
    Failure(.unsupported, "\(feature) is not known to habazip \(habazipVersion): \(instead)")
  }
}

extension Failure {
  /// What to say of an error that a library threw; nil for errors that are none of theirs.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as OutputError where error.isInterruption: self = .interrupted
    case let error as OutputError: self.init(ExitStatus(error.kind), Self.namingForce(error))
    case let error as DataError: self.init(ExitStatus(error.kind), Self.text(of: error))
    case let error as FileError: self.init(ExitStatus(error), Self.namingMemory(error.description))
    case let error as PlanError: self.init(.usage, error.description)
    case let error as ArchiveError: self.init(ExitStatus(error.kind), "the archive \(error)")
    case let error as SettingError: self.init(.usage, error.description)
    case let error as EvaluationError: self.init(.badInput, error.description)
    case let error as ExpertError: self.init(ExitStatus(error.kind), error.description)
    case let error as TrainingError:
      if case .expertsTooShort = error {
        self.init(.badInput, error.description)
      } else {
        self.init(.other, error.description)
      }
    case is CheckpointError, is StateFileError, is StateError: self.init(error, ofState: "the state")
    case let error as EngineError: self.init(.other, error.description)
    case is Interrupted: self = .interrupted
    default: return nil
    }
  }

  /// What to say of an archive that can't be read.
  init(_ error: ArchiveError, in path: String) {
    self.init(ExitStatus(error.kind), Self.namingMemory("\(Display.input(path)): \(error)"))
  }

  /// What to say of an output, with the option that replaces one.
  private static func namingForce(_ error: OutputError) -> String {
    if case .exists = error { return "\(error); give -f to replace it" }
    return error.description
  }

  /// The library's words for a limit, with the option that sets it.
  private static func namingMemory(_ message: String) -> String {
    message.replacing("; allow more if ", with: "; give --memory if ")
  }
}

extension ExitStatus {
  fileprivate init(_ kind: DataError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .damaged, .limit: .badInput
      case .notFound, .unreadable: .noInput
      case .unsupported: .unsupported
      case .readFailed: .inputOutput
      }
  }

  fileprivate init(_ kind: OutputError.Kind) {
    self = kind == .writeFailed ? .inputOutput : .cannotCreate
  }

  fileprivate init(_ kind: ArchiveError.Kind) {
    self = kind == .unsupported ? .unsupported : .badInput
  }

  fileprivate init(_ kind: ExpertError.Kind) {
    self =
      switch kind {
      case .badInput: .badInput
      case .notFound: .noInput
      case .readFailed: .inputOutput
      case .training: .other
      }
  }

  fileprivate init(_ error: FileError) {
    self =
      switch error {
      case .notReadable: .noInput
      case .tooLarge: .badInput
      case .readFailed: .inputOutput
      }
  }
}
