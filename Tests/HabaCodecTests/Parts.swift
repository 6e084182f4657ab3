import HabaCodec
import HabaFormat
import HabaStudents
import HabaTensor
import Synchronization

/// Each class's mean image agrees with the real one's, and changes slowly: it remembers the mean of what it saw.
struct RememberingObjective: Objective {
  static let name = "remembering"
  private var memory: Tensor

  init(_ context: TrainingContext) {
    memory = Tensor(repeating: 0, shape: [context.shape.height, context.shape.width, context.shape.channels])
  }

  private func mean(_ step: inout Step, of classes: [Int]) -> Tensor {
    let all = step.syntheticImages(ofClasses: classes)
    return Tensor.concatenated(all).mean(axes: [0]).reshaped(memory.shape)
  }

  mutating func loss(_ step: inout Step) throws -> Tensor {
    let classes = step.someClasses()
    var loss = (mean(&step, of: classes) - memory).squared().sum() * 0.1
    for (label, synthetic) in zip(classes, step.syntheticImages(ofClasses: classes)) {
      let real = try step.realImages(ofClass: label)
      loss = loss + (synthetic.mean(axes: [0]) - real.mean(axes: [0])).squared().sum()
    }
    return loss
  }

  mutating func follow(_ step: inout Step) {
    memory = (memory * 0.9 + mean(&step, of: Array(0..<step.synthetic.classCount)) * 0.1).detached()
  }

  var state: NamedTensors { NamedTensors([("memory", memory)]) }

  mutating func restore(_ state: NamedTensors) throws(StateError) {
    memory = try state.matching(self.state)["memory"]
  }
}

/// Pulls images to the mean, harder at every step.
struct GrowingConstraint: Constraint {
  static let name = "growing"
  private var weight: Float = 0.5

  init(_ context: TrainingContext) {}

  mutating func term(_ step: inout Step) -> ConstraintTerm? {
    let all = step.syntheticImages(ofClasses: Array(0..<step.synthetic.classCount))
    return ConstraintTerm(all.map { $0.squared().sum() }.reduce(Tensor([0], shape: []), +), weight: .fixed(weight))
  }

  mutating func follow(_ step: inout Step) { weight += 0.25 }

  var state: NamedTensors { NamedTensors([("weight", Tensor([weight], shape: []))]) }

  mutating func restore(_ state: NamedTensors) throws(StateError) {
    weight = try state.matching(self.state)["weight"].scalar
  }
}

/// Notes which real images each step of a run may see, under the run's seed.
struct WatchingObjective: Objective {
  static let name = "watching"
  private static let notes = Mutex<[UInt64: [[[Int]]]]>([:])
  private let seed: UInt64

  /// What steps with a seed were given, in order.
  static func seen(seed: UInt64) -> [[[Int]]] { notes.withLock { $0[seed] ?? [] } }

  init(_ context: TrainingContext) { seed = context.seed }

  mutating func loss(_ step: inout Step) -> Tensor {
    Self.notes.withLock { $0[seed, default: []].append(step.real.indices) }
    return step.syntheticImages(ofClasses: [0])[0].squared().sum()
  }
}

/// A linear classifier, which learns in no time.
struct LinearNetwork: Network {
  static let name = "linear"
  static let standardWidth = 1
  private let shape: ImageShape
  private let classes: Int

  init(shape: ImageShape, classes: Int, width: Int) { (self.shape, self.classes) = (shape, classes) }

  func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    let weights = random.normals(shape.count * classes).map { $0 * 0.01 }
    return NamedTensors([("weight", Tensor(weights, shape: [shape.count, classes]).tracked())])
  }

  func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    images.reshaped([images.shape[0], shape.count])
  }

  func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    features(images, parameters).multiplied(by: parameters["weight"])
  }
}
