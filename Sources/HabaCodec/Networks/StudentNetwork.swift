public import HabaFormat
public import HabaTensor

/// A network that is trained on images: to match statistics while encoding, to measure accuracy after.
///
/// A network is a function of its parameters, so that training steps can themselves be differentiated. Images
/// are normalised and lie channels last, `[N, H, W, C]`.
public protocol StudentNetwork: Sendable {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// A network for images of one shape and a number of classes; `width` is its number of channels.
  init(shape: ImageShape, classes: Int, width: Int)
  /// Fresh parameters, tracked.
  func initialParameters(_ random: inout RandomSource) -> [Tensor]
  /// What the network sees in images before it decides: `[N, F]`.
  func features(_ images: Tensor, _ parameters: [Tensor]) -> Tensor
  /// Scores for each class, `[N, K]`.
  func scores(_ images: Tensor, _ parameters: [Tensor]) -> Tensor
}

/// All networks that can be asked for by name.
public let studentNetworks: [any StudentNetwork.Type] = [ConvNet.self]
