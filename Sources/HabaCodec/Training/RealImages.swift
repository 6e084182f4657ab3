package import HabaFormat
package import HabaStudents
public import HabaTensor

/// The real images that training may see, class by class.
public struct RealImages {
  private let set: any ImageSet
  /// For each class, the numbers of its images.
  public let indices: [[Int]]
  private let normalization: Normalization

  package init(_ set: any ImageSet, indices: [[Int]], normalization: Normalization) {
    self.set = set
    self.indices = indices
    self.normalization = normalization
  }

  /// Some of them, normalised: `[N, H, W, C]`.
  public func images(_ chosen: [Int]) throws -> Tensor {
    normalization.tensor(try set.pixels(of: chosen), set.shape)
  }
}
