import HabaFormat
import HabaStudents
import HabaTensor

/// A linear classifier.
struct ToyNetwork: Network {
  static let name = "toy-linear"
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
