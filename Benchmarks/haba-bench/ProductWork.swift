import HabaCodec
import HabaData
import HabaFormat
import HabaStudents
import HabaTensor

/// The product's own code, by its lists: a step of training by an objective, a student's step on a network.
struct ProductWork {
  let options: Options
  private let set: DataSet

  init(_ options: Options) {
    self.options = options
    let count = options.classes * options.real
    set = DataSet(
      path: "bench", shape: Work.shape, classNames: nil, classCount: options.classes,
      labels: (0..<count).map { $0 / options.real },
      pixels: Inputs.uniform(1, count * Work.shape.count, 0, 256).map { UInt8(min(255, $0)) })
  }

  /// A whole step of the encoder, the first of a run: images, loss, gradients, update.
  func step(_ objective: any Objective.Type) -> Work {
    Work(
      name: "step-\(objective.name)-w\(options.width)-c\(options.classes)-b\(options.bases)-h\(options.hallucinators)"
        + "-r\(options.real)", images: nil
    ) {
      var compress = CompressOptions()
      compress.objective = objective
      let normalization = try Normalization(of: set)
      let images = RealImages(set, indices: set.imagesByClass, normalization: normalization)
      let plan = Plan(basesPerClass: options.bases, hallucinators: options.hallucinators, bits: 4, bound: 0)
      let network = ConvNet(shape: Work.shape, classes: options.classes, width: options.width)
      let settings = try Settings(for: objective, preset: "default", numbers: compress.settings)
      var trial = try Trial(
        Trial.Way(plan: plan, start: .identity), images: images,
        setting: TrainingContext(
          shape: Work.shape, classCount: options.classes, network: network, seed: 0, settings: settings,
          trajectories: DrawnExperts(network: network)),
        normalization: normalization, options: compress, realImages: options.real)
      let loss = try trial.trainer.advance(on: images)
      let moved = trial.trainer.state
      return [("loss", Double(loss.objective)), ("bases", Work.norm(moved["set.bases.pixels"]))]
    }
  }

  /// Experts as matching needs some; what they have learned makes no difference to its time.
  private struct DrawnExperts: Trajectories {
    let network: ConvNet
    let count = 1
    let epochs = 100

    func parameters(ofExpert expert: Int, afterEpoch epoch: Int) -> NamedTensors {
      var random = RandomSource(seed: UInt64(epoch))
      return network.initialParameters(&random).detached()
    }
  }

  /// One step of a student by `evaluate`'s recipe, at the network's own width.
  func training(_ network: any Network.Type) throws -> Work {
    let (width, count) = (options.givenWidth ?? network.standardWidth, options.givenBatch ?? Recipe.standard.batch)
    var random = RandomSource(seed: 0)
    var student = Student(
      network.init(shape: Work.shape, classes: options.classes, width: width),
      optimizer: Recipe.standard.optimizer(of:), random: &random)
    try student.restore(Inputs.state(like: student.state))
    let batch = Batch(
      images: Inputs.images(1, count, Work.shape), targets: .labels((0..<count).map { $0 * 7 % options.classes }))
    let start = student
    return Work(name: "train-\(network.name)-w\(width)-b\(count)", images: count) {
      var student = start
      let loss = student.step(on: batch, rate: Recipe.standard.learningRate)
      let (before, after) = (start.parameters.tensors, student.parameters.tensors)
      return [("loss", Double(loss)), ("kernel", Work.norm(after[0] - before[0]))]
    }
  }
}
