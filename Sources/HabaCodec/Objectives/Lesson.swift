package import HabaStudents
internal import HabaTensor

/// One step of plain descent that a student takes on some of the images of a view.
package struct Lesson {
  /// The number of the view.
  let view: Int
  /// Which of its images.
  let rows: [Int]
  let labels: [Int]
  let augmentation: Augmentation?

  /// Puts them together.
  ///
  /// - Parameter labels: one for each row.
  package init(view: Int, rows: [Int], labels: [Int], augmentation: Augmentation? = nil) {
    self.view = view
    self.rows = rows
    self.labels = labels
    self.augmentation = augmentation
  }

  /// A step from some parameters, with what is needed to differentiate it by them, by its images and by its rate.
  func taken(on images: Tensor, by network: any Network, from parameters: NamedTensors, rate: Float) -> Taken {
    let start = parameters.detached().tracked()
    let (own, rate) = (images.detached().taking(rows).tracked(), Tensor([rate], shape: []).tracked())
    let loss = network.scores(augmentation?.applied(to: own) ?? own, start).crossEntropy(labels: labels)
    let slopes = gradient(of: loss, withRespectTo: start.tensors, differentiable: true)
    let end = start.replacing(with: zip(start.tensors, slopes).map { $0 - $1 * rate })
    return Taken(start: start, images: own, rate: rate, end: end)
  }

  /// A step that was taken: leaves, and what came of them.
  struct Taken {
    let start: NamedTensors
    let images: Tensor
    let rate: Tensor
    let end: NamedTensors

    /// From the gradient of something by the step's end to that by its leaves.
    ///
    /// - Parameter isFirst: whether nobody asks for that by where it started, which then is empty.
    func gradients(_ byEnd: [Tensor], isFirst: Bool) -> (start: [Tensor], images: Tensor, rate: Float) {
      let sum = zip(end.tensors, byEnd).map { ($0 * $1).sum() }.reduce(Tensor([0], shape: [])) { $0 + $1 }
      let found = gradient(of: sum, withRespectTo: [images, rate] + (isFirst ? [] : start.tensors))
      return (Array(found.dropFirst(2)), found[0], found[1].scalar)
    }
  }
}
