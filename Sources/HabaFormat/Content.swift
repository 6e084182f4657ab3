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

  /// The one that takes the most bytes.
  static let longest = Source(images: FormatCaps.expandedScalars, pixelBytes: FormatCaps.expandedScalars)
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
