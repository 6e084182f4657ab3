internal import HabaFiles
internal import HabaTensor

/// Trains the experts of a folder, a part of them where other processes train the others.
///
/// Any number of processes on any number of machines may do so at once: each claims one expert after the other that
/// nobody works on, and the files that are there say what is done. See `SharedFolder` for how claims are made and
/// taken over.
public struct ExpertWork: Sendable {
  /// The folder, which is made where nothing is.
  public var folder: String
  /// How each is trained.
  public var training: ExpertTraining
  /// What on.
  public var data: ExpertData
  /// Experts that there are to be: number i draws from `seed` + i.
  public var count: Int
  /// What the first one draws from.
  public var seed: UInt64
  /// Whether both ends of each trajectory are kept alone.
  public var isStraight = false
  /// Whether to wait for experts that others work on, and to take them over from those that have died.
  public var waits = true
  /// What the files name as their maker.
  public var encoder: String
  /// Seconds after which a claim is renewed.
  public var renewal = 60.0
  /// Seconds without a renewal after which a claim may be taken over.
  public var takeover = 600.0

  /// Describes the work.
  public init(
    folder: String, training: ExpertTraining, data: ExpertData, count: Int, seed: UInt64, encoder: String
  ) {
    self.folder = folder
    self.training = training
    self.data = data
    self.count = count
    self.seed = seed
    self.encoder = encoder
  }

  /// What a process has done.
  public struct Outcome: Hashable, Sendable {
    /// Experts that it trained.
    public var trained = 0
    /// Experts that were there when it began.
    public var found = 0
    /// Experts that others trained meanwhile.
    public var byOthers = 0
    /// Experts that others still work on.
    public var unfinished = 0
    /// Experts that it had begun when others took them over, since it had not renewed its claim in time.
    public var lost = 0

    /// An outcome of the given figures.
    public init(trained: Int = 0, found: Int = 0, byOthers: Int = 0, unfinished: Int = 0, lost: Int = 0) {
      self.trained = trained
      self.found = found
      self.byOthers = byOthers
      self.unfinished = unfinished
      self.lost = lost
    }
  }

  /// What all of the folder's experts have in common.
  public var description: ExpertDescription { ExpertDescription(training, on: data, isStraight: isStraight) }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - progress: told of every step.
  ///   - isCancelled: asked after every step and ten times a second; when true, `Interrupted` is thrown.
  public func run(progress: @escaping (RunProgress) -> Void, isCancelled: @escaping () -> Bool) throws -> Outcome {
    try ExpertWorker(self, progress: progress, isCancelled: isCancelled).run()
  }
}
