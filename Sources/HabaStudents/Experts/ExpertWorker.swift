internal import Glibc
internal import HabaFiles
internal import HabaTensor

/// One process's part in the work on a folder of experts.
struct ExpertWorker {
  private let work: ExpertWork
  private let folder: SharedFolder
  private let description: ExpertDescription
  private let kernels: String
  private let units: [Unit]
  private let progress: (RunProgress) -> Void
  private let isCancelled: () -> Bool
  private let began = ContinuousClock.now

  /// An expert that there is to be.
  private struct Unit {
    let file: String
    let seed: UInt64
  }

  /// Thrown where another process has taken over what this one works on.
  private struct TakenOver: Error {}

  /// The longest between two looks at what others have done, in seconds.
  private static let patience = 5.0

  init(_ work: ExpertWork, progress: @escaping (RunProgress) -> Void, isCancelled: @escaping () -> Bool) throws {
    self.work = work
    self.progress = progress
    self.isCancelled = isCancelled
    kernels = try Kernels.kind()
    description = work.description
    folder = try SharedFolder(
      work.folder, times: ClaimTimes(renewal: .seconds(work.renewal), takeover: .seconds(work.takeover)))
    units = (0..<work.count).map { [description] index in
      let seed = work.seed &+ UInt64(index)
      return Unit(file: description.fileName(seed: seed), seed: seed)
    }
  }

  /// Takes one expert after the other until all are there.
  func run() throws -> ExpertWork.Outcome {
    var outcome = ExpertWork.Outcome()
    var view = try folder.view()
    for unit in units where view.names.contains(unit.file) {
      // What is damaged is not done.
      try ExpertFile(folder.path(of: unit.file)).checkAll()
      outcome.found += 1
    }
    while true {
      // Also what another command, begun at the same time, has put there meanwhile.
      try refuseOthers(view)
      let left = units.filter { !view.names.contains($0.file) }
      for unit in units where view.names.contains(unit.file) { try view.clear(unit.file) }
      outcome.byOthers = units.count - left.count - outcome.found - outcome.trained
      outcome.unfinished = left.count
      if left.isEmpty { return outcome }
      if try !trainOne(of: left, view, &outcome) {
        guard work.waits else { return outcome }
        try wait(done: units.count - left.count)
      }
      view = try folder.view()
    }
  }

  /// Refuses a folder of experts that don't belong to these.
  private func refuseOthers(_ view: FolderView) throws {
    let own = Set(units.map(\.file))
    for name in view.names.sorted() where ExpertDescription.isFileName(name) && !own.contains(name) {
      let file = try ExpertFile(folder.path(of: name))
      try ExpertFolder.compare(file, with: description.words, ExpertDescription.keys)
    }
  }

  /// Trains the first that can be claimed; false where there is none.
  private func trainOne(of left: [Unit], _ view: FolderView, _ outcome: inout ExpertWork.Outcome) throws -> Bool {
    for unit in left {
      if isCancelled() { throw Interrupted() }
      guard let claim = try Claim.take(unit.file, by: view) else { continue }
      defer { claim.release() }
      do {
        if try train(unit, claim, done: units.count - left.count) { outcome.trained += 1 }
      } catch is TakenOver {
        outcome.lost += 1
      }
      return true
    }
    return false
  }

  /// Trains an expert and puts it in its place; false where another is there by then.
  private func train(_ unit: Unit, _ claim: Claim, done: Int) throws -> Bool {
    let steps = max(1, work.training.steps(on: work.data))
    let trajectory = try work.training.trajectory(on: work.data, seed: unit.seed) { step, loss in
      if isCancelled() { throw Interrupted() }
      guard try claim.renewIfDue() else { throw TakenOver() }
      let fraction = (Double(done) + Double(step) / Double(steps)) / Double(units.count)
      report("expert of seed \(unit.seed)", step: step, fraction: fraction, loss: loss)
    }
    let file = try ExpertFile.content(
      trajectory, description, seed: unit.seed, encoder: work.encoder, kernels: kernels)
    guard try claim.renew() else { throw TakenOver() }
    do throws(OutputError) {
      let output = try OutputFile(FileTarget(folder.path(of: unit.file), replacing: false))
      try file.write { bytes throws(OutputError) in try output.bytes.append(bytes) }
      try output.commit()
      return true
    } catch {
      // The later of two is dropped: it has the same bytes.
      switch error {
      case .exists, .appeared: return false
      default: throw error
      }
    }
  }

  /// Waits before the next look at what others have done.
  private func wait(done: Int) throws {
    let end = ContinuousClock.now + .seconds(min(Self.patience, work.renewal))
    repeat {
      if isCancelled() { throw Interrupted() }
      report("waiting for others", step: 0, fraction: Double(done) / Double(units.count), loss: nil)
      usleep(100_000)
    } while ContinuousClock.now < end
  }

  private func report(_ phase: String, step: Int, fraction: Double, loss: Float?) {
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    progress(RunProgress(phase: phase, step: step, fraction: fraction, loss: loss, seconds: seconds))
  }
}
