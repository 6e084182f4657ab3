/// What the format itself allows, equal to the table in the specification.
public enum FormatCaps {
  /// Channels of an image, and of a hallucinator's inside.
  public static let channels = 1...255
  /// Rows or columns of an image.
  public static let side = 1...65_535
  /// Rows and columns of an image that a hallucinator can take.
  public static let hallucinatedSide = 3
  /// Scalars of one image.
  public static let imageScalars = 1 << 28
  /// Classes.
  public static let classes = 1...65_536
  /// Bases.
  public static let bases = 1...(1 << 24)
  /// Hallucinators; none means that bases are images.
  public static let hallucinators = 0...65_536
  /// Scalars of all images together: whole numbers that binary64 has exactly.
  public static let expandedScalars = 1 << 53
  /// Bytes of a class name.
  public static let nameBytes = 1...255
  /// Bytes of the provenance as stored.
  public static let provenanceBytes = 128
  /// Bytes of the metadata's content.
  public static let metadataBytes = 4096
  /// Names in each list of features.
  public static let features = 0...8
  /// Bytes of the name of a feature.
  public static let featureNameBytes = 1...32
  /// Parts along a side of a base.
  public static let formation = 1...255
  /// Pixels along a side of the squares that share a value of a hallucinator's maps.
  public static let grain = 1...255
  /// Codes or coefficients of a range-coded section for each of its stored bytes.
  public static let codesPerStoredByte = 1 << 14
  /// Coefficients of bases that are coded together; one base where it has more.
  public static let chunkCoefficients = 1 << 20
  /// 256ths of a step that a coefficient is moved towards 0.
  public static let shrinkage = 0...128
  /// Bytes of one section, as stored and as expanded.
  public static let sectionBytes = Int(UInt32.max)
  /// Bytes of the header.
  public static let headerBytes = 4096
  /// The binary logarithm of the largest window of a zstd frame.
  public static let windowLog = 23

  /// The number of the hallucinator kind `mix`, learned linear combinations of bases: kept free.
  static let reservedMix = 3
  /// What one quantizer takes in memory.
  static let quantizerBytes = 16
  /// What one tensor takes in memory beside its codes and quantizers, at most.
  static let tensorOverhead = 256
}

/// What a reader is willing to spend on one file, below what the format allows.
public struct Limits: Hashable, Sendable {
  /// Bytes of memory that reading may take, the file itself included.
  ///
  /// All images together, in bytes, may be `expansion` times as much: they needn't be in memory, but have to be made.
  /// Images of fewer than 256 bytes and those of many features count as more.
  public var memory: Int

  /// How much more than `memory` all images may be.
  public static let expansion = 16

  /// 1 GiB.
  public static let `default` = Limits(memory: 1 << 30)

  /// Makes limits.
  public init(memory: Int) {
    self.memory = memory
  }
}

/// The product of non-negative numbers; nil where it doesn't fit.
func product(_ factors: Int...) -> Int? {
  var result = 1
  for factor in factors {
    let (value, overflow) = result.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    result = value
  }
  return result
}

/// The sum of numbers; nil where it doesn't fit.
func sum(_ terms: [Int]) -> Int? {
  var result = 0
  for term in terms {
    let (value, overflow) = result.addingReportingOverflow(term)
    guard !overflow else { return nil }
    result = value
  }
  return result
}
