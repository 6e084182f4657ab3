/// How bases are kept as coefficients of a cosine transform; the inverse is integer arithmetic and exact everywhere.
public struct BaseTransform: Hashable, Sendable {
  /// How the coefficients of one plane are quantized.
  public struct Plane: Hashable, Sendable {
    /// Sixteenths of a pixel level for each coefficient of a block, row by row, 1…65535; or one for all.
    public var steps: [UInt16]
    /// How far, in 256ths of a step, a coefficient that is not 0 is moved towards it, 0…128.
    public var shrinkage: Int

    /// Makes a plane's quantization; nothing is checked.
    ///
    /// Steps that are all the same become one.
    public init(steps: [UInt16], shrinkage: Int = 0) {
      let same = steps.dropFirst().allSatisfy { $0 == steps[0] }
      self.steps = same ? Array(steps.prefix(1)) : steps
      self.shrinkage = shrinkage
    }

    /// The step of coefficient `index` of a block.
    @inline(__always)
    package func step(_ index: Int) -> Int { Int(steps.count == 1 ? steps[0] : steps[index]) }
  }

  /// The side of a block, 8 or 16.
  public var blockSide: Int
  /// Whether three channels are kept as luma and two differences (YCoCg-R).
  public var hasColorTransform: Bool
  /// Whether the two differences have half the rows and columns; only with the colour transform.
  public var hasHalfChroma: Bool
  /// One for each channel of a base.
  public var planes: [Plane]

  /// Makes a transform; nothing is checked.
  public init(blockSide: Int, hasColorTransform: Bool, hasHalfChroma: Bool, planes: [Plane]) {
    self.blockSide = blockSide
    self.hasColorTransform = hasColorTransform
    self.hasHalfChroma = hasHalfChroma
    self.planes = planes
  }

  /// The waves that blocks are sums of, [frequency, place], both `blockSide`: orthonormal.
  package var waves: [Float] { CosineTransform.of(side: blockSide).weights }

  /// The rows and columns of plane `index` of a base of `shape`.
  package func sides(of index: Int, shape: ImageShape) -> (height: Int, width: Int) {
    hasHalfChroma && index > 0
      ? ((shape.height + 1) / 2, (shape.width + 1) / 2) : (shape.height, shape.width)
  }

  /// The blocks down and across plane `index` of a base of `shape`.
  package func blocks(of index: Int, shape: ImageShape) -> (down: Int, across: Int) {
    let (height, width) = sides(of: index, shape: shape)
    return ((height + blockSide - 1) / blockSide, (width + blockSide - 1) / blockSide)
  }

  /// The coefficients of one base of `shape`.
  package func coefficientCount(shape: ImageShape) -> Int {
    (0..<shape.channels).reduce(0) {
      let (down, across) = blocks(of: $1, shape: shape)
      return $0 + down * across * blockSide * blockSide
    }
  }

  /// The samples of all planes of one base of `shape`, what pads out blocks not counted.
  func sampleCount(shape: ImageShape) -> Int {
    (0..<shape.channels).reduce(0) {
      let (height, width) = sides(of: $1, shape: shape)
      return $0 + height * width
    }
  }
}
