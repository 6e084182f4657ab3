package import HabaStudents
package import HabaTensor

/// A student's steps one after the other, and how a number that hangs on where they end changes with their images and their rate.
///
/// Each step is differentiated by itself, from the last to the first: so either its networks are still in memory or it is taken
/// again from where it started, and no bit differs. Of a step that is taken again only its start is kept, the parameters;
/// memory for the rest does not grow with the number of steps (after Chen and others, 2016, with segments of one step).
package struct LessonPlan {
  let network: any Network
  let lessons: [Lesson]
  /// Pixels of the images of all steps that are kept in memory, the last ones.
  let keptPixels: Int

  /// Some ten steps on ten images of 32x32.
  package static let standardKeptPixels = 100 << 10

  /// Plans steps of one network.
  package init(_ network: any Network, _ lessons: [Lesson], keptPixels: Int = standardKeptPixels) {
    self.network = network
    self.lessons = lessons
    self.keptPixels = keptPixels
  }

  /// What a number is, and how it changes.
  package struct Outcome {
    /// The number.
    package let value: Float
    /// Its gradient by the images of each step.
    package let images: [Tensor]
    /// Its derivative by the rate that all steps share.
    package let rate: Float
  }

  /// The steps whose networks are kept in memory: from this on.
  private var firstKept: Int {
    var (first, pixels) = (lessons.count, 0)
    while first > 0 {
      let shape = lessons[first - 1].images.shape
      pixels += shape[0] * shape[1] * shape[2]
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
      let taken = lesson.taken(by: network, from: parameters, rate: rate)
      if index >= firstKept { kept.append(taken) }
      parameters = taken.end.detached()
    }
    let end = parameters.tracked()
    let value = number(end)
    var byEnd = gradient(of: value, withRespectTo: end.tensors)
    var (images, byRate): ([Tensor], Float) = ([], 0)
    for index in lessons.indices.reversed() {
      let taken = kept.popLast() ?? lessons[index].taken(by: network, from: starts[index], rate: rate)
      let found = taken.gradients(byEnd, isFirst: index == 0)
      byEnd = found.start
      images.append(found.images)
      byRate += found.rate
    }
    return Outcome(value: value.scalar, images: images.reversed(), rate: byRate)
  }
}
