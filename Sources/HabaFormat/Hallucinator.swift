/// A tiny affine network that makes one image of each base: a 3x3 convolution to F features, a scale and a shift for
/// each value, a transposed 3x3 convolution.
///
/// In the residual form a tensor may be missing, which is one without codes: then its step is left out.
public struct Hallucinator: Hashable, Sendable {
  /// [F, c, 3, 3]: output channel, input channel, row, column.
  public var encodeKernel: QuantizedTensor
  /// [F].
  public var encodeBias: QuantizedTensor
  /// [F, H-2, W-2]; in other forms as `HallucinatorForm` says.
  public var scale: QuantizedTensor
  /// Shaped as `scale`.
  public var shift: QuantizedTensor
  /// [F, C, 3, 3]: input channel, output channel, row, column, as PyTorch's ConvTranspose2d has it.
  public var decodeKernel: QuantizedTensor
  /// [C].
  public var decodeBias: QuantizedTensor

  /// Makes a hallucinator; nothing is checked.
  public init(
    encodeKernel: QuantizedTensor = .missing, encodeBias: QuantizedTensor = .missing,
    scale: QuantizedTensor = .missing, shift: QuantizedTensor = .missing,
    decodeKernel: QuantizedTensor = .missing, decodeBias: QuantizedTensor = .missing
  ) {
    self.encodeKernel = encodeKernel
    self.encodeBias = encodeBias
    self.scale = scale
    self.shift = shift
    self.decodeKernel = decodeKernel
    self.decodeBias = decodeBias
  }

  /// Takes the six tensors in the order of the file.
  init(_ tensors: [QuantizedTensor]) {
    precondition(tensors.count == Hallucinator.tensorNames.count, "six tensors")
    self.init(
      encodeKernel: tensors[0], encodeBias: tensors[1], scale: tensors[2], shift: tensors[3],
      decodeKernel: tensors[4], decodeBias: tensors[5])
  }

  /// The six tensors in the order of the file.
  var tensors: [QuantizedTensor] {
    [encodeKernel, encodeBias, scale, shift, decodeKernel, decodeBias]
  }

  /// Their names, in the same order.
  static let tensorNames = ["encodeKernel", "encodeBias", "scale", "shift", "decodeKernel", "decodeBias"]
  /// The slots of scale and shift.
  static let mapSlots = 2...3
}

/// What all hallucinators of an archive have in common.
public struct HallucinatorForm: Hashable, Sendable {
  /// The networks that there are; the numbers are those of the file.
  public enum Kind: UInt8, Hashable, Sendable {
    /// As the method was published: the convolution takes a pixel off each side, the transposed one adds it.
    ///
    /// Maps are [F, H-2, W-2].
    case published = 0
    /// Both convolutions keep the size, with zeros around; maps are [F, H, W].
    case samePadded = 1
    /// As `samePadded` with F = C, but what is stored is the distance to the network that changes nothing.
    ///
    /// Tensors may be missing, and maps are [C, ceil(H/grain), ceil(W/grain)]: one value for each square of pixels.
    case residual = 2
  }

  /// The network.
  public var kind: Kind
  /// The features F between the convolutions, 1…255; those of the images where the kind is residual.
  public var features: Int
  /// The side, in pixels, of the squares that share a value of scale and shift, 1…255; 1 but for the residual kind.
  public var grain: Int

  /// Makes a form; nothing is checked.
  public init(kind: Kind, features: Int, grain: Int = 1) {
    self.kind = kind
    self.features = features
    self.grain = grain
  }

  /// The published network with as many features as images have channels.
  public static func published(features: Int) -> HallucinatorForm {
    HallucinatorForm(kind: .published, features: features)
  }

  /// Residual networks for images of `channels` channels.
  public static func residual(channels: Int, grain: Int = 1) -> HallucinatorForm {
    HallucinatorForm(kind: .residual, features: channels, grain: grain)
  }

  /// The rows and columns of the maps for images of `shape`.
  func mapSides(for shape: ImageShape) -> (height: Int, width: Int) {
    switch kind {
    case .published: (shape.height - 2, shape.width - 2)
    case .samePadded: (shape.height, shape.width)
    case .residual: ((shape.height + grain - 1) / grain, (shape.width + grain - 1) / grain)
    }
  }

  /// The shapes of the six tensors, in the order of the file, for bases of `channels` channels and images of `shape`.
  ///
  /// The shapes must have been checked: for the published kind, no side below 3.
  func tensorShapes(baseChannels: Int, image shape: ImageShape) -> [TensorShape] {
    let inputs = kind == .residual ? shape.channels : baseChannels
    let (height, width) = mapSides(for: shape)
    let map = TensorShape(planes: features, rows: height, columns: width)
    return [
      TensorShape(planes: features * inputs, rows: 3, columns: 3),
      TensorShape(planes: 1, rows: 1, columns: features), map, map,
      TensorShape(planes: features * shape.channels, rows: 3, columns: 3),
      TensorShape(planes: 1, rows: 1, columns: shape.channels),
    ]
  }

  /// Into how many slices with a quantizer of their own each of the six tensors can be cut.
  var sliceCounts: [Int] { [features, 1, features, features, features, 1] }
}

extension QuantizedTensor {
  /// No tensor: what a residual hallucinator leaves out.
  public static let missing = QuantizedTensor(quantizers: [], codes: [])
  /// Whether there is no tensor.
  public var isMissing: Bool { codes.isEmpty }
}
