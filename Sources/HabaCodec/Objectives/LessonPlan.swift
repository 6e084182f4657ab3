package import HabaStudents
package import HabaTensor

/// A student's steps one after the other, and how a number that hangs on where they end changes with their images and their rate.
///
/// Each step is differentiated by itself, from the last to the first: so either its networks are still in memory or it is taken
/// again from where it started, and no bit differs. Of a step that is taken again only its start is kept, the parameters;
/// memory for the rest does not grow with the number of steps (after Chen and others, 2016, with segments of one step).
package struct LessonPlan {
  let network: any Network
  /// Images, `[N, H, W, C]` each, normalised, of which lessons see some or all.
  let views: [Tensor]
  let lessons: [Lesson]
  /// Pixels of the images of all steps that are kept in memory, the last ones.
  let keptPixels: Int

  /// Some ten steps on ten images of 32x32.
  package static let standardKeptPixels = 100 << 10

  /// Plans steps of one network.
  package init(
    _ network: any Network, on views: [Tensor], _ lessons: [Lesson], keptPixels: Int = standardKeptPixels
  ) {
    self.network = network
    self.views = views.map { $0.detached() }
    self.lessons = lessons
    self.keptPixels = keptPixels
  }

  /// What a number is, and how it changes.
  package struct Outcome {
    /// The number.
    package let value: Float
    /// Its gradient by the images of each view.
    package let images: [Tensor]
    /// Its derivative by the rate that all steps share.
    package let rate: Float
  }

  /// The steps whose networks are kept in memory: from this on.
  private var firstKept: Int {
    var (first, pixels) = (lessons.count, 0)
    while first > 0 {
      let (lesson, shape) = (lessons[first - 1], views[lessons[first - 1].view].shape)
      pixels += lesson.rows.count * shape[1] * shape[2]
      guard pixels <= keptPixels else { break }
      first -= 1
    }
    return first
  }

  /// Takes all steps from some parameters and differentiates a number that hangs on the last.
  package func outcome(
    from start: NamedTensors, rate: Float, of number: (_ end: NamedTensors) -> Tensor
  ) -> Outcome {
    var starts: [NamedTensors] = []
    var kept: [Lesson.Taken] = []
    var parameters = start
    for (index, lesson) in lessons.enumerated() {
      starts.append(parameters)
      let taken = lesson.taken(on: views[lesson.view], by: network, from: parameters, rate: rate)
      if index >= firstKept { kept.append(taken) }
      parameters = taken.end.detached()
    }
    let end = parameters.tracked()
    let value = number(end)
    var byEnd = gradient(of: value, withRespectTo: end.tensors)
    var images = views.map { Tensor(repeating: 0, shape: $0.shape) }
    var byRate: Float = 0
    for (index, lesson) in lessons.enumerated().reversed() {
      let taken =
        kept.popLast()
        ?? lesson.taken(on: views[lesson.view], by: network, from: starts[index], rate: rate)
      starts.removeLast()
      let found = taken.gradients(byEnd, isFirst: index == 0)
      byEnd = found.start
      images[lesson.view] =
        images[lesson.view] + found.images.scattered(to: lesson.rows, of: views[lesson.view].shape[0])
      byRate += found.rate
    }
    return Outcome(value: value.scalar, images: images, rate: byRate)
  }
}
