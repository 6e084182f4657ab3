public import HabaTensor

/// Images of a synthetic set, and where each comes from.
public struct SyntheticImages {
  /// What an image was made of.
  public struct Origin: Hashable, Sendable {
    /// The number of its base.
    public let base: Int
    /// Which part of the base, row by row.
    public let part: Int
    /// The number of its hallucinator; 0 where there are none.
    public let hallucinator: Int
  }

  /// `[N, H, W, C]`, normalised.
  public let images: Tensor
  /// One for each image.
  public let origins: [Origin]
}
