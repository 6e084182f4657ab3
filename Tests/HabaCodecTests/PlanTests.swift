import HabaData
import HabaFormat
import TestKit
import Testing

@testable import HabaCodec

struct PlanTests {
  private static let cifar = ImageShape(channels: 3, height: 32, width: 32)

  private func make(
    _ shape: ImageShape = cifar, classes: Int = 10, largest: Int = 5000,
    _ change: (inout CompressOptions) -> Void
  ) throws -> Plan {
    var options = CompressOptions()
    change(&options)
    return try Plan.make(
      shape: shape, classNames: (0..<classes).map { "class \($0)" }, classCount: classes,
      largestClass: largest,
      options: options)
  }

  @Test(arguments: [12_000, 20_000, 60_000, 123_000, 1_300_000])
  func `a budget is kept and used`(budget: Int) throws {
    let plan = try make { $0.budget = budget }
    #expect(plan.bound <= budget)
    #expect(plan.hallucinators >= 2)
    #expect(UniformQuantizer.bitRange.contains(plan.bits))
    // One more base a class would not fit.
    let more = Archive.maximumSize(
      shape: Self.cifar, classNames: (0..<10).map { "class \($0)" }, classCount: 10,
      bases: 10 * (plan.basesPerClass + 1), hallucinators: plan.hallucinators, bits: plan.bits)
    #expect(more > budget)
  }

  @Test func `without a budget the archive has at most a byte for each value of an image a class`() throws {
    let plan = try make { _ in }
    #expect(plan.bound <= 10 * Self.cifar.count)
    #expect(plan.basesPerClass >= 1 && plan.hallucinators >= 2)
  }

  @Test func `what is given is kept`() throws {
    let plan = try make {
      ($0.budget, $0.basesPerClass, $0.hallucinators, $0.bits) = (1_000_000, 3, .fixed(7), 6)
    }
    #expect(plan.basesPerClass == 3 && plan.hallucinators == 7 && plan.bits == 6)
    let plain = try make { $0.hallucinators = .fixed(0) }
    #expect(plain.hallucinators == 0)
    // Given bases alone set no limit.
    #expect(try make { $0.basesPerClass = 100 }.basesPerClass == 100)
  }

  @Test func `bases are no more than the largest class has images`() throws {
    let plan = try make(largest: 3) { $0.budget = 10_000_000 }
    #expect(plan.basesPerClass == 3)
    // Given by hand, they may be more.
    #expect(try make(largest: 3) { $0.basesPerClass = 8 }.basesPerClass == 8)
    let set = Samples.colored(perClass: 4)
    var options = CompressOptions()
    options.budget = 1_000_000
    #expect(try Plan.make(for: set, options: options).basesPerClass == 4)
  }

  @Test(arguments: [
    (HallucinatorChoice.standard, Int?.none, Int?.none), (.fixed(0), nil, nil), (.fixed(9), nil, 8),
    (.automatic, 4, nil), (.standard, nil, 16),
  ])
  func `the smallest budget that is named fits, and a byte less does not`(
    _ choice: HallucinatorChoice, _ bases: Int?, _ bits: Int?
  ) throws {
    func at(_ budget: Int) throws -> Plan {
      try make { ($0.budget, $0.hallucinators, $0.basesPerClass, $0.bits) = (budget, choice, bases, bits) }
    }
    var smallest: Plan?
    do {
      _ = try at(10)
    } catch let PlanError.budgetTooSmall(budget, found) {
      #expect(budget == 10)
      smallest = found
      #expect(
        "\(PlanError.budgetTooSmall(budget: budget, smallest: found))".contains(" \(found.bound) bytes"))
    }
    let found = try #require(smallest)
    #expect(try at(found.bound) == found)
    #expect(throws: PlanError.budgetTooSmall(budget: found.bound - 1, smallest: found)) {
      try at(found.bound - 1)
    }
    // Only what is asked for by number, or left to the automatic choice, may have none.
    if choice == .standard { #expect(found.hallucinators >= 2) }
  }

  @Test func `images below 3x3 get no hallucinators, and are refused where some are asked for`() throws {
    let tiny = ImageShape(channels: 1, height: 2, width: 9)
    #expect(try make(tiny) { $0.budget = 5000 }.hallucinators == 0)
    #expect(throws: PlanError.imagesTooSmall(width: 9, height: 2, side: 3)) {
      try make(tiny) { $0.hallucinators = .fixed(2) }
    }
  }

  @Test(arguments: [1 << 40, 1 << 60, 1 << 62, Int.max])
  func `counts that no archive can hold are refused, with or without a budget`(count: Int) {
    for budget in [nil, 60_000] {
      #expect(throws: PlanError.self) {
        try make(classes: 4) { ($0.basesPerClass, $0.budget) = (count, budget) }
      }
      #expect(throws: PlanError.self) {
        try make(classes: 4) { ($0.hallucinators, $0.basesPerClass, $0.budget) = (.fixed(count), 1, budget) }
      }
    }
  }

  @Test(arguments: [0, 1, 2, 5], [2, 3, 4, 7, 8, 12, 16])
  func `no archive is larger than its plan's bound`(hallucinators: Int, bits: Int) throws {
    for (shape, classes, bases) in [
      (ImageShape(channels: 3, height: 8, width: 8), 3, 2),
      (ImageShape(channels: 1, height: 3, width: 5), 2, 40),
    ] {
      let set = Samples.colored(perClass: 4, classes: classes, shape: shape)
      var options = CompressOptions()
      options.effort = 1
      options.hallucinators = .fixed(hallucinators)
      (options.bits, options.basesPerClass) = (bits, bases)
      let compressor = try Compressor(dataSet: set, options: options)
      let compression = try compressor.run(progress: { _ in }, isCancelled: { false })
      #expect(compression.bytes.count <= compressor.plan.bound)
      #expect(compression.archive.bases.count == classes * bases)
      #expect(compression.archive.hallucinators.count == hallucinators)
      #expect(compression.archive.bases.allSatisfy { $0.pixels.quantizer.bits == bits })
    }
  }
}
