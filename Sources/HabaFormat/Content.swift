/// What turns pixels of 0…255 into the units that bases are kept in: `(pixel - mean) / deviation`, by channel.
public struct Normalization: Hashable, Sendable {
  /// [C], in pixel levels; finite.
  public var mean: [Float]
  /// [C], in pixel levels; finite and positive.
  public var deviation: [Float]

  /// Makes a normalization; nothing is checked.
  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// A small learned image with its class.
public struct Base: Hashable, Sendable {
  /// The index of its class.
  public var label: Int
  /// [C, H, W] in normalised units.
  public var pixels: QuantizedTensor

  /// Makes a base; nothing is checked.
  public init(label: Int, pixels: QuantizedTensor) {
    self.label = label
    self.pixels = pixels
  }
}

/// A tiny affine network that makes one image of each base: a valid 3x3 convolution, a scale and a shift for
/// each value, a transposed 3x3 convolution.
public struct Hallucinator: Hashable, Sendable {
  /// [C, C, 3, 3]: output channel, input channel, row, column.
  public var encodeKernel: QuantizedTensor
  /// [C].
  public var encodeBias: QuantizedTensor
  /// [C, H-2, W-2].
  public var scale: QuantizedTensor
  /// [C, H-2, W-2].
  public var shift: QuantizedTensor
  /// [C, C, 3, 3]: input channel, output channel, row, column, as PyTorch's ConvTranspose2d has it.
  public var decodeKernel: QuantizedTensor
  /// [C].
  public var decodeBias: QuantizedTensor

  /// Makes a hallucinator; nothing is checked.
  public init(
    encodeKernel: QuantizedTensor, encodeBias: QuantizedTensor, scale: QuantizedTensor,
    shift: QuantizedTensor, decodeKernel: QuantizedTensor, decodeBias: QuantizedTensor
  ) {
    self.encodeKernel = encodeKernel
    self.encodeBias = encodeBias
    self.scale = scale
    self.shift = shift
    self.decodeKernel = decodeKernel
    self.decodeBias = decodeBias
  }

  /// The six tensors in the order of the file.
  var tensors: [QuantizedTensor] {
    [encodeKernel, encodeBias, scale, shift, decodeKernel, decodeBias]
  }

  /// Their names, in the same order.
  static let tensorNames = ["encodeKernel", "encodeBias", "scale", "shift", "decodeKernel", "decodeBias"]

  /// The scalars of each of the six tensors, in the order of the file, for images of `shape`.
  ///
  /// The shape must have been checked: no side below 3.
  static func tensorCounts(for shape: ImageShape) -> [Int] {
    let kernel = shape.channels * shape.channels * 9
    let map = shape.channels * (shape.height - 2) * (shape.width - 2)
    return [kernel, shape.channels, map, map, kernel, shape.channels]
  }
}

/// The data set that an archive was made of.
public struct Source: Hashable, Sendable {
  /// Its images.
  public var images: Int
  /// The bytes of their pixels, one a channel.
  public var pixelBytes: Int

  /// Makes a source; nothing is checked.
  public init(images: Int, pixelBytes: Int) {
    self.images = images
    self.pixelBytes = pixelBytes
  }
}

/// How an archive was made: enough to make it again, nothing about where or when.
///
/// All strings are printable ASCII without slashes and backslashes, at most 128 bytes together as stored.
public struct Provenance: Hashable, Sendable {
  /// The program and its version, such as `habazip 0.1.0`.
  public var encoder: String
  /// What the encoder's random numbers were drawn from.
  public var seed: UInt64
  /// What was optimized, such as `dm`.
  public var objective: String
  /// The steps done, 0…4294967295.
  public var steps: Int
  /// Further settings.
  ///
  /// A name has lower-case letters, digits, `-` and `_`, and is none of the four above.
  public var options: [String: String]

  /// Makes a provenance; nothing is checked.
  public init(
    encoder: String, seed: UInt64, objective: String, steps: Int, options: [String: String] = [:]
  ) {
    self.encoder = encoder
    self.seed = seed
    self.objective = objective
    self.steps = steps
    self.options = options
  }
}
