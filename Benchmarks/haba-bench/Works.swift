import HabaCodec
import HabaFormat
import HabaStudents
import HabaTensor

/// What is timed, and with which sizes; the defaults are those of the peer programs.
struct Options {
  var givenWidth: Int?
  var givenBatch: Int?
  var threads = 2
  var seconds = 8.0
  var classes = 10
  var bases = 1
  var hallucinators = 5
  var real = 64
  var steps = 10
  var repetitions: Int?

  var width: Int { givenWidth ?? 128 }
  var batch: Int { givenBatch ?? 256 }
}

/// What a piece of work computed, so that two programs' results can be compared: a number and norms of gradients.
typealias Figures = [(name: String, value: Double)]

/// One piece of work: its name and what it does.
///
/// Nothing is kept from one repetition to the next.
struct Work {
  let name: String
  let images: Int?
  let run: () throws -> Figures

  static let shape = ImageShape(channels: 3, height: 32, width: 32)

  static func norm(_ tensor: Tensor) -> Double {
    tensor.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  static func named(_ name: String, _ options: Options) throws -> Work? {
    switch name {
    case "convnet-forward": convNet(options, training: false)
    case "convnet-train": convNet(options, training: true)
    case "haba-dm": HabaWork(options).dm()
    case "haba-dc": HabaWork(options).dc()
    case "haba-mtt": HabaWork(options).mtt()
    default: try listed(name, options)
    }
  }

  /// The names of all works: those that a peer program has too, then the product's own by its lists.
  static var names: [String] {
    ["convnet-forward", "convnet-train", "haba-dm", "haba-dc", "haba-mtt"]
      + objectives.names.map { "step-" + $0 } + networks.names.map { "train-" + $0 }
  }

  private static func listed(_ name: String, _ options: Options) throws -> Work? {
    let parts = name.split(separator: "-", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "step": return objectives[parts[1]].map { ProductWork(options).step($0) }
    case "train": return try networks[parts[1]].map { try ProductWork(options).training($0) }
    default: return nil
    }
  }

  private static func convNet(_ options: Options, training: Bool) -> Work {
    let network = ConvNet(shape: shape, classes: 10, width: options.width)
    let parameters = Inputs.convNet(stream: 10, width: options.width, shape: shape, classes: 10).tracked()
    let x = Inputs.images(1, options.batch, shape)
    let labels = (0..<options.batch).map { $0 * 7 % 10 }
    let name = "convnet3-w\(options.width)-b\(options.batch)-"
    guard training else {
      return Work(name: name + "forward", images: options.batch) {
        [("features", norm(withoutRecording { network.features(x, parameters) }))]
      }
    }
    return Work(name: name + "train", images: options.batch) {
      let loss = network.scores(x, parameters).crossEntropy(labels: labels)
      let gradients = gradient(of: loss, withRespectTo: parameters.tensors)
      return [("loss", Double(loss.scalar))]
        + [0, 3, 6, 9].map { ("gradient\($0 / 3)", norm(gradients[$0])) }
    }
  }
}

/// One outer step of HaBa under an objective: hallucinators on bases, the loss through ConvNet-3, gradients of all that is
/// learned.
struct HabaWork {
  let options: Options
  let network: ConvNet
  let kind = PublishedHallucinator(baseChannels: Work.shape.channels, shape: Work.shape)
  let bases: Tensor
  let hallucinators: [NamedTensors]
  let labels: [Int]
  let start: NamedTensors
  let real: [Tensor]

  init(_ options: Options) {
    self.options = options
    let shape = Work.shape
    network = ConvNet(shape: shape, classes: options.classes, width: options.width)
    bases = Inputs.images(1, options.classes * options.bases, shape).tracked()
    labels = (0..<options.classes * options.bases).map { $0 / options.bases }
    hallucinators = (0..<options.hallucinators).map { index in
      Inputs.hallucinator(stream: 100 + 10 * index, shape: shape).tracked()
    }
    start = Inputs.convNet(stream: 10, width: options.width, shape: shape, classes: options.classes)
    real = (0..<options.classes).map { Inputs.images(1000 + $0, options.real, shape) }
  }

  private var learned: [Tensor] { [bases] + hallucinators.flatMap(\.tensors) }

  private func name(_ objective: String, _ end: String) -> String {
    "haba-\(objective)-w\(options.width)-c\(options.classes)-b\(options.bases)-h\(options.hallucinators)-\(end)"
  }

  private func figures(_ loss: Tensor) -> Figures {
    let gradients = gradient(of: loss, withRespectTo: learned)
    let named = [("bases", 0), ("encode", 1), ("scale", 3), ("decode", 5)].filter { $0.1 < gradients.count }
    return [("loss", Double(loss.scalar))] + named.map { ($0.0, Work.norm(gradients[$0.1])) }
  }

  /// The bases through each hallucinator, or as they are where there is none.
  private func views(most: Int) -> [Tensor] {
    hallucinators.isEmpty ? [bases] : hallucinators.prefix(most).map { kind.images(bases, $0) }
  }

  /// All images, hallucinator by hallucinator, and the rows that hold one class.
  private func expanded() -> (Tensor, (Int) -> [Int]) {
    let views = views(most: .max)
    let count = labels.count
    return (.concatenated(views), { c in (0..<views.count * count).filter { labels[$0 % count] == c } })
  }

  func dm() -> Work {
    Work(name: name("dm", "r\(options.real)"), images: nil) {
      let goals = real.map { images in withoutRecording { network.features(images, start).mean(axes: [0]) } }
      let (images, rows) = expanded()
      let features = network.features(images, start)
      let means = Tensor.concatenated((0..<options.classes).map { features.taking(rows($0)).mean(axes: [0]) })
      return figures((means - .concatenated(goals)).squared().sum())
    }
  }

  func dc() -> Work {
    Work(name: name("dc", "r\(options.real)"), images: nil) {
      let parameters = start.tracked()
      let (images, rows) = expanded()
      var loss = Tensor([0], shape: [])
      for c in 0..<options.classes {
        loss =
          loss
          + GradientDistance.value(
            real: real[c], synthetic: images.taking(rows(c)), label: c, network: network, parameters: parameters)
      }
      return figures(loss)
    }
  }

  func mtt() -> Work {
    let offsets = Inputs.convNet(stream: 50, width: options.width, shape: Work.shape, classes: options.classes)
    return Work(name: name("mtt", "s\(options.steps)"), images: nil) {
      let target = zip(start.tensors, offsets.tensors).map { $0 + $1 * 0.1 }
      func distance(_ a: NamedTensors) -> Tensor {
        zip(a.tensors, target).map { ($0 - $1).squared().sum() }.reduce(Tensor([0], shape: [])) { $0 + $1 }
      }
      let images = views(most: options.steps)
      let lessons = (0..<options.steps).map {
        Lesson(view: $0 % images.count, rows: Array(labels.indices), labels: labels)
      }
      let plan = LessonPlan(network, on: images, lessons)
      let whole = distance(start).scalar
      let outcome = plan.outcome(from: start, rate: 0.01) { distance($0) * (1 / whole) }
      return figures(.standIn(value: outcome.value, zip(images, outcome.images).map { ($0, gradient: $1) }))
    }
  }
}
