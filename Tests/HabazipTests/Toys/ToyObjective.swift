import HabaCodec
import HabaTensor

/// The mean image of each class agrees.
///
/// It counts its steps, to have something to remember.
struct ToyObjective: Objective {
  static let name = "toy-means"
  private var steps: Float = 0

  init(_ context: TrainingContext) {}

  mutating func loss(_ step: inout Step) throws -> Tensor {
    var loss = Tensor([0], shape: [])
    let classes = step.someClasses()
    for (label, synthetic) in zip(classes, step.syntheticImages(ofClasses: classes)) {
      let real = try step.realImages(ofClass: label)
      loss = loss + (synthetic.mean(axes: [0]) - real.mean(axes: [0])).squared().sum()
    }
    return loss
  }

  mutating func follow(_ step: inout Step) { steps += 1 }

  var state: NamedTensors { NamedTensors([("steps", Tensor([steps], shape: []))]) }

  mutating func restore(_ state: NamedTensors) throws(StateError) {
    steps = try state.matching(self.state)["steps"].scalar
  }
}
