import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

/// DSA's operations against their authors' formulas in PyTorch, with the same draws: Scripts/figures/augmentation.py.
struct AugmentationTests {
  static let shapes = [
    (
      ImageShape(channels: 3, height: 8, width: 8), AugmentationFigures.squareEach,
      AugmentationFigures.squareShared
    ),
    (
      ImageShape(channels: 1, height: 6, width: 9), AugmentationFigures.oblongEach,
      AugmentationFigures.oblongShared
    ),
  ]
  static let order: [Augmentation.Operation] = [.color, .crop, .cutout, .flip, .scale, .rotate]

  private func images(_ shape: ImageShape) -> Tensor {
    chirp([5, shape.height, shape.width, shape.channels], phase: 1)
  }

  @Test(arguments: shapes)
  func `every operation equals its formula, drawn for each image or for all`(
    _ shape: ImageShape, _ each: [[Float]], _ shared: [[Float]]
  ) {
    for (k, operation) in Self.order.enumerated() {
      for (count, expected) in [(5, each[k]), (1, shared[k])] {
        var random = RandomSource(seed: 11)
        let found = Augmentation(operation, shape: shape, count: count, &random).applied(to: images(shape))
        #expect(agree(projections(found.values), expected, within: 2e-3), "\(operation), \(count) draws")
      }
    }
  }

  @Test func `every operation is drawn, about equally often`() {
    // An operation is known by what it leaves of the random numbers.
    let shape = ImageShape(channels: 3, height: 8, width: 8)
    var counts: [Int: Int] = [:]
    for seed in 0..<600 {
      var random = RandomSource(seed: UInt64(seed))
      let copy = random
      let drawn = Augmentation(shape: shape, count: 1, &random).applied(to: images(shape)).values
      let matching = Self.order.indices.filter { k in
        var own = copy
        _ = own.next()
        return Augmentation(Self.order[k], shape: shape, count: 1, &own).applied(to: images(shape)).values
          == drawn
      }
      #expect(!matching.isEmpty)
      for k in matching { counts[k, default: 0] += 1 }
    }
    // A flip that flips nothing and a crop that moves nothing look alike: a few are counted twice. 100 each, give or take
    // five standard deviations of 9.
    for k in Self.order.indices { #expect(abs((counts[k] ?? 0) - 100) < 60) }
  }

  @Test(arguments: order)
  func `gradients pass through every operation`(operation: Augmentation.Operation) {
    let shape = ImageShape(channels: 3, height: 8, width: 8)
    var random = RandomSource(seed: 11)
    let augmentation = Augmentation(operation, shape: shape, count: 1, &random)
    let (x, v) = (images(shape).tracked(), chirp([5, 8, 8, 3], phase: 2))
    let y = augmentation.applied(to: x)
    let slope = gradient(of: (y * v).sum(), withRespectTo: [x])[0]
    // All are affine: the value at x less that at 0 is the inner product of gradient and x.
    let zero = augmentation.applied(to: Tensor(repeating: 0, shape: x.shape))
    let difference = ((y - zero) * v).sum().scalar
    #expect(abs((slope * x).sum().scalar - difference) < 1e-3)
    #expect(slope.values.contains { $0 != 0 })
  }

  @Test(arguments: [(1, 1), (1, 5), (2, 2), (3, 1), (4, 3)])
  func `tiny images are no trouble`(height: Int, width: Int) {
    let shape = ImageShape(channels: 1, height: height, width: width)
    for operation in Self.order {
      for seed in 0..<20 as Range<UInt64> {
        var random = RandomSource(seed: seed)
        let found = Augmentation(operation, shape: shape, count: 5, &random).applied(to: images(shape))
        #expect(found.shape == [5, height, width, 1])
        #expect(found.values.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func `the field's name for the strategy names all operations`() {
    let names = Augmentation.Operation.allCases.map { "\($0)" }
    #expect(Augmentation.strategy == names.joined(separator: "_"))
  }
}
