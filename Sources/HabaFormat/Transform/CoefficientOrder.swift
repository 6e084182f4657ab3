/// Goes through the coefficients of some bases in the order of the file: plane by plane, frequency by frequency, base
/// by base, block by block.
struct CoefficientOrder {
  let transform: BaseTransform
  let shape: ImageShape
  /// The coefficients of one base.
  let countPerBase: Int

  private struct PlaneLayout {
    var start: Int
    var down: Int
    var across: Int
  }
  private let planes: [PlaneLayout]
  /// The places of a block's coefficients, by their row plus column, then by their row.
  private let frequencies: [Int]

  init(transform: BaseTransform, shape: ImageShape) {
    self.transform = transform
    self.shape = shape
    var start = 0
    var planes: [PlaneLayout] = []
    let side = transform.blockSide
    for index in 0..<shape.channels {
      let (down, across) = transform.blocks(of: index, shape: shape)
      planes.append(PlaneLayout(start: start, down: down, across: across))
      start += down * across * side * side
    }
    self.planes = planes
    countPerBase = start
    frequencies = (0..<2 * side - 1).flatMap { sum in
      (max(0, sum - side + 1)...min(sum, side - 1)).map { $0 * side + sum - $0 }
    }
  }

  /// Where one coefficient lies.
  struct Place {
    /// In all values.
    var index = 0
    var plane = 0
    /// In the block.
    var frequency = 0
    /// The same coefficient in the block to the left and in the one above; nil where there is none.
    var left: Int?
    var above: Int?
    /// The same coefficient in the nearest block of the plane before, and of the one before that.
    var below: Int?
    var second: Int?
  }

  /// Visits the coefficients of `bases` bases.
  func walk(bases: Int, _ body: (Place) throws(ArchiveError) -> Void) throws(ArchiveError) {
    let blockCount = transform.blockSide * transform.blockSide
    var place = Place()
    for (index, plane) in planes.enumerated() {
      place.plane = index
      for frequency in frequencies {
        place.frequency = frequency
        for base in 0..<bases {
          let start = base * countPerBase
          for row in 0..<plane.down {
            for column in 0..<plane.across {
              let block = row * plane.across + column
              place.index = start + plane.start + block * blockCount + frequency
              place.left = column > 0 ? place.index - blockCount : nil
              place.above = row > 0 ? place.index - plane.across * blockCount : nil
              func same(_ back: Int) -> Int? {
                guard index >= back else { return nil }
                let other = planes[index - back]
                let block =
                  row * other.down / plane.down * other.across + column * other.across / plane.across
                return start + other.start + block * blockCount + frequency
              }
              place.below = same(1)
              place.second = same(2)
              try body(place)
            }
          }
        }
      }
    }
  }

  /// What the first coefficient of a block is expected to be: the mean of those of the blocks to the left and above.
  @inline(__always)
  func expected<Values: RandomAccessCollection<Int16>>(_ place: Place, _ values: Values) -> Int
  where Values.Index == Int {
    guard place.frequency == 0 else { return 0 }
    switch (place.left, place.above) {
    case (let left?, let above?): return (Int(values[left]) + Int(values[above])) >> 1
    case (let near?, nil), (nil, let near?): return Int(values[near])
    case (nil, nil): return 0
    }
  }
}
