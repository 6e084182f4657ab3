internal import HabaTensor

/// Where a compression is: all that it needs to go on from there as if it had never stopped, beside data and options.
///
/// Whoever keeps it gives it back to `Compressor.run`, in another process if need be. With steps as the only end, the
/// archive is then the one of an unbroken run, byte by byte.
public struct Checkpoint {
  /// A way that is trained, and how far.
  struct Trained {
    /// The name of its start.
    var start: String
    /// Steps done.
    var step: Int
    /// Those of the last step.
    var losses: Losses?
    /// What it has learned and remembers.
    var state: NamedTensors
  }

  /// Which part of the work it is in.
  enum Stage {
    /// Starts are tried, or chosen between; `untried` is the last of them before the trial's last step, once that is
    /// done.
    case trying([Trained], untried: Trained?)
    /// The choice, if there was any, is made.
    case training(Trained)
  }

  /// What the run hangs on.
  let identity: RunIdentity
  /// What computed it; elsewhere results may differ in the last bits.
  let engine: String
  let clock: RunClock.State
  let stage: Stage
  /// What is known of starts by now.
  let accuracies: [(start: String, accuracy: Double)]

  /// Training steps done.
  public var steps: Int { clock.steps }
  /// Seconds used by then.
  public var seconds: Double { clock.seconds }
  /// Whether the present processor and OpenBLAS are of the kind that computed it, so that nothing differs bit for bit.
  ///
  /// It is known once `Threads.prepare()` was called.
  public var isOfThisEngine: Bool { (try? Kernels.kind()) == engine }
}

/// When a run gives out checkpoints.
public struct CheckpointKeeping {
  /// Seconds of a run before the first, and between two; shorter runs have none.
  public var interval = 30.0
  /// The most of the time that keeping them may take, 0…1.
  public var share = 0.01
  /// Takes a checkpoint, between two steps; what it throws ends the run.
  public var keep: (Checkpoint) throws -> Void

  /// The defaults, and whoever keeps them.
  public init(keep: @escaping (Checkpoint) throws -> Void) { self.keep = keep }
}

/// Decides when a checkpoint is due.
final class CheckpointKeeper {
  private let keeping: CheckpointKeeping
  private let clock: RunClock
  /// By the run's clock.
  private var due: Double

  init(_ keeping: CheckpointKeeping, clock: RunClock) {
    self.keeping = keeping
    self.clock = clock
    due = clock.elapsed + keeping.interval
  }

  /// Whether it is time for one.
  var isDue: Bool { clock.elapsed >= due }

  /// Hands one over.
  func keep(_ checkpoint: Checkpoint) throws {
    let before = clock.elapsed
    try keeping.keep(checkpoint)
    let after = clock.elapsed
    due = after + max(keeping.interval, (after - before) * (1 / keeping.share - 1))
  }
}
