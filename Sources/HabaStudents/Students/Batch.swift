public import HabaTensor

/// Images to learn from in one step, with what is to be said of them.
public struct Batch {
  /// What a network is to say of images.
  public enum Targets {
    /// The class of each image.
    case labels([Int])
    /// Numbers for the classes of each, `[N, K]`.
    case shares(Tensor)
  }

  /// `[N, H, W, C]`, normalised.
  public var images: Tensor
  /// One for each image.
  public var targets: Targets

  /// Puts the two together.
  public init(images: Tensor, targets: Targets) {
    self.images = images
    self.targets = targets
  }
}

extension Tensor {
  /// The mean cross-entropy of scores `[N, K]`: a scalar.
  public func crossEntropy(_ targets: Batch.Targets) -> Tensor {
    switch targets {
    case .labels(let labels): crossEntropy(labels: labels)
    case .shares(let shares): crossEntropy(targets: shares)
    }
  }
}
