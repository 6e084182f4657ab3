internal import HabaCodec
internal import HabaFiles
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// The checkpoint that `compress` keeps beside its output, as `NAME.haba.checkpoint`: not hidden, since it is of use to
/// whoever sees it, and may be removed.
///
/// It is replaced by newer ones, and goes when the archive has its place. A file there that is no checkpoint stays: the
/// run then keeps none.
final class CheckpointFile {
  let path: String
  /// What to go on from.
  let found: Checkpoint?
  private let file: RenewedFile
  private var hasWarned = false
  private var isGivenUp = false

  /// The place of the checkpoint of an output.
  static func path(beside output: FileTarget) -> String { output.place.path + ".checkpoint" }

  /// Looks at the place beside an output, before any work; nil where no checkpoint can be kept.
  ///
  /// - Parameters:
  ///   - resume: go on from what is there; nothing there is no failure.
  ///   - force: start again, whatever is there. Without either, a checkpoint is refused.
  init?(beside output: FileTarget?, resume: Bool, force: Bool, limit: Int) throws {
    guard let output, !output.isSpecial else {
      guard resume else { return nil }
      throw Failure(.usage, "--resume finds its checkpoint beside the output: give -o the name of a file")
    }
    path = Self.path(beside: output)
    let target = try? FileTarget(path, replacing: true)
    if let target, target.isFree {
      if resume { Console.shared.note("\(path): no checkpoint is there; starting from the beginning") }
      (file, found) = (RenewedFile(target), nil)
      return
    }
    guard let target, !target.isSpecial, Self.isCheckpoint(path) else {
      if resume { throw Self.refusal(ofForeign: path) }
      Console.shared.warning("\(path): is no checkpoint of habazip, and is kept: this run keeps none")
      return nil
    }
    file = RenewedFile(target)
    if resume {
      found = try Self.read(path, limit: limit)
    } else if force {
      found = nil
    } else {
      throw Failure(
        .cannotCreate,
        "\(path): is what an unfinished run has done; give --resume to go on from it, or -f to start again")
    }
  }

  /// Whether a file starts as checkpoints do, be it damaged further on.
  private static func isCheckpoint(_ path: String) -> Bool {
    Checkpoint.mayBegin(with: startOfFile(path, count: Checkpoint.startBytes))
  }

  /// What to say where something else is to be gone on from.
  private static func refusal(ofForeign path: String) -> Failure {
    do {
      _ = try StateFileReader(path: path)
    } catch {
      if error.kind == .unreadable, FileState(path)?.kind == .file { return Failure(error, ofCheckpoint: path) }
    }
    return Failure(.badInput, "\(path): \(CheckpointError.notACheckpoint); it was kept")
  }

  private static func read(_ path: String, limit: Int) throws -> Checkpoint {
    do {
      return try Checkpoint(reading: StateFileReader(path: path, limit: limit))
    } catch {
      throw Failure(error, ofCheckpoint: path)
    }
  }

  /// Says what the run goes on from, and whether that was computed in another way.
  func tell(_ found: Checkpoint) {
    Interrupts.keep(in: path)
    Console.shared.note(
      "\(path): going on from step \(found.steps), after \(TimeSpan.display(found.seconds)) of work")
    if !found.isOfThisEngine {
      Console.shared.warning(
        "\(path): was made with another processor or OpenBLAS; the archive may differ from that of an unbroken run")
    }
  }

  /// Keeps a newer one; where that fails, the old one stays and the run goes on.
  ///
  /// - Returns: Its bytes and the seconds that it took; nil where it failed.
  func keep(_ checkpoint: Checkpoint) throws -> (bytes: Int, seconds: Double)? {
    guard !isGivenUp else { return nil }
    let began = ContinuousClock.now
    var bytes = 0
    do {
      let state = try checkpoint.file()
      try file.renew { writer throws(OutputError) in
        try state.write { piece throws(OutputError) in try writer.append(piece) }
        bytes = writer.offset
      }
      Interrupts.keep(in: path)
      return (bytes, (ContinuousClock.now - began) / .seconds(1))
    } catch let error as OutputError {
      if error.isInterruption { throw Interrupted() }
      // Somebody else has the place now.
      if error.isTaken { isGivenUp = true }
      warn(error.description)
    } catch let error as StateFileError {
      isGivenUp = true
      warn("\(path): \(error)")
    }
    return nil
  }

  /// What to say where the run can't go on from what was found; nil for other errors.
  func refusal(_ error: any Error) -> Failure? {
    guard error is CheckpointError || error is StateError else { return nil }
    Interrupts.keep(in: nil)
    return Failure(error, ofCheckpoint: path)
  }

  /// What to say where an output can't be written though the work for it is done, and with it how to go on.
  func naming(_ error: OutputError) -> Failure? {
    guard !error.isInterruption, !hasWarned, let wayOn = Interrupts.wayOn, var failure = Failure(error) else {
      return nil
    }
    failure.message += "; \(wayOn)"
    return failure
  }

  private func warn(_ text: String) {
    if !hasWarned { Console.shared.warning("no checkpoint is kept, the run goes on: \(text)") }
    hasWarned = true
  }

  /// Takes it away, once the archive has its place.
  func remove() {
    Interrupts.keep(in: nil)
    if !file.remove(), !hasWarned {
      Console.shared.warning("\(path): the checkpoint is no longer of use, and could not be removed")
    }
  }
}

extension Failure {
  /// What to say of a checkpoint that a run can't go on from.
  init(_ error: any Error, ofCheckpoint path: String) {
    self.init(error, ofState: path)
    switch error {
    case let error as StateFileError where error.kind == .limit: message += "; give --memory if it is trusted"
    case let error as StateFileError where [.unreadable, .readFailed].contains(error.kind): break
    case CheckpointError.otherOptions:
      message += "; give the options of that run, or -f without --resume to start again"
    default: message += "; remove it, or give -f without --resume, to start again"
    }
  }

  /// What to say of a state that can't be gone on from, read from `path`.
  init(_ error: any Error, ofState path: String) {
    let status: ExitStatus =
      switch error {
      case CheckpointError.otherOptions: .usage
      case let error as StateFileError:
        switch error.kind {
        case .unreadable: .noInput
        case .readFailed: .inputOutput
        case .damaged, .unsupported, .limit, .invalidContent: .badInput
        }
      default: .badInput
      }
    self.init(status, "\(path): \(error)")
  }
}
