public import HabaFormat
public import HabaTensor

/// A network that is trained on images: to match statistics while encoding, to measure accuracy after.
///
/// A network is a function of its parameters, so that training steps can themselves be differentiated. Images
/// are normalised and lie channels last, `[N, H, W, C]`.
public protocol Network: Sendable {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// Its number of channels where nobody asks for another: that which the field publishes with.
  static var standardWidth: Int { get }
  /// A network for images of one shape and a number of classes; `width` is its number of channels.
  ///
  /// Where layers differ in their channels, `width` is the first one's and the others keep their ratios to it.
  init(shape: ImageShape, classes: Int, width: Int)
  /// Fresh parameters, tracked, named by where they are: `block1.kernel`.
  func initialParameters(_ random: inout RandomSource) -> NamedTensors
  /// What the network sees in images before it decides: `[N, F]`.
  func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor
  /// Scores for each class, `[N, K]`.
  func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor
  /// Both, for whoever needs both: a network that gets scores from features looks but once.
  func featuresAndScores(_ images: Tensor, _ parameters: NamedTensors) -> (features: Tensor, scores: Tensor)
}

extension Network {
  /// One after the other.
  public func featuresAndScores(
    _ images: Tensor, _ parameters: NamedTensors
  ) -> (features: Tensor, scores: Tensor) {
    (features(images, parameters), scores(images, parameters))
  }
}

extension NamedList<any Network.Type> {
  /// All that an archive is judged by together: of the ConvNets that for images of a size alone, and every other network.
  public func all(for shape: ImageShape) -> [any Network.Type] {
    elements.filter { !($0 is any ConvBlockNetwork.Type) || $0 == ConvNet.forImages(of: shape) }
  }
}

/// All networks that can be asked for by name: a new one is a file of its own and a line here.
public let networks = NamedList<any Network.Type>([
  ConvNet.self, ConvNet4.self, ConvNet5.self, AlexNet.self, VGG11.self, ResNet18.self,
]) { $0.name }
