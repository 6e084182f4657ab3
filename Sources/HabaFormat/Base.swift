/// A small learned image with its class.
public struct Base: Hashable, Sendable {
  /// How an archive keeps its bases; all of one archive are kept alike.
  public enum Samples: Hashable, Sendable {
    /// Codes of values, [c, h, w] in normalised units.
    case pixels(QuantizedTensor)
    /// Quantized coefficients of the archive's `transform`: plane by plane, in each block by block, in each row by
    /// row.
    case coefficients([Int16])
  }

  /// The index of its class.
  public var label: Int
  /// What it looks like.
  public var samples: Samples

  /// Makes a base of either kind; nothing is checked.
  public init(label: Int, samples: Samples) {
    self.label = label
    self.samples = samples
  }

  /// Makes a base of pixels, [c, h, w] in normalised units; nothing is checked.
  public init(label: Int, pixels: QuantizedTensor) {
    self.label = label
    samples = .pixels(pixels)
  }

  /// Makes a base of coefficients for the archive's transform; nothing is checked.
  public init(label: Int, coefficients: [Int16]) {
    self.label = label
    samples = .coefficients(coefficients)
  }

  /// The codes, [c, h, w] in normalised units; none where the base is kept as coefficients.
  public var pixels: QuantizedTensor {
    get {
      guard case .pixels(let pixels) = samples else { return QuantizedTensor(quantizers: [], codes: []) }
      return pixels
    }
    set { samples = .pixels(newValue) }
  }

  /// The coefficients; none where the base is kept as pixels.
  public var coefficients: [Int16] {
    guard case .coefficients(let values) = samples else { return [] }
    return values
  }
}

/// How the sides of a base, or of its parts, become those of an image; the numbers are those of the file.
public enum Upsampling: UInt8, Hashable, Sendable {
  /// Each pixel is that of the cell it lies in.
  case nearest = 1
  /// Each pixel lies between its four neighbours, borders repeated, as PyTorch's `align_corners=False` has it.
  case bilinear = 2
}
