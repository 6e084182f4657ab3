import HabaFormat
import Testing

@testable import HabaCodec

/// What the planner decides today, for what people ask: another decision makes another archive.
struct PlanTableTests {
  private static let cifar = ImageShape(channels: 3, height: 32, width: 32)
  private static let grey = ImageShape(channels: 1, height: 28, width: 28)
  private static let large = ImageShape(channels: 3, height: 64, width: 64)

  /// A line of the table.
  struct Row: CustomTestStringConvertible, Sendable {
    let shape: ImageShape
    let classes: Int
    let largest: Int
    let plan: Plan
    let change: @Sendable (inout CompressOptions) -> Void

    init(
      _ shape: ImageShape, classes: Int, largest: Int, _ plan: (bases: Int, hallucinators: Int, bits: Int, bound: Int),
      _ change: @escaping @Sendable (inout CompressOptions) -> Void = { _ in }
    ) {
      (self.shape, self.classes, self.largest, self.change) = (shape, classes, largest, change)
      self.plan = Plan(
        basesPerClass: plan.bases, hallucinators: plan.hallucinators, bits: plan.bits, bound: plan.bound)
    }

    var testDescription: String {
      var options = CompressOptions()
      change(&options)
      return "\(classes) classes of \(largest) \(shape), budget \(options.budget ?? 0), bases "
        + "\(options.basesPerClass ?? 0), hallucinators \(options.hallucinators), bits \(options.bits ?? 0)"
    }
  }

  static let rows = [
    Row(cifar, classes: 10, largest: 5000, (1, 4, 4, 27161)),
    Row(cifar, classes: 10, largest: 5000, (1, 2, 2, 11029)) { $0.budget = 12_000 },
    Row(cifar, classes: 10, largest: 5000, (1, 3, 3, 18405)) { $0.budget = 20_000 },
    // 1 base with 4 hallucinators would give as many images.
    Row(cifar, classes: 10, largest: 5000, (2, 2, 4, 36934)) { $0.budget = 38_000 },
    Row(cifar, classes: 10, largest: 5000, (3, 4, 4, 58042)) { $0.budget = 60_000 },
    Row(cifar, classes: 10, largest: 5000, (7, 5, 4, 122636)) { $0.budget = 123_000 },
    Row(cifar, classes: 10, largest: 5000, (83, 5, 4, 1296083)) { $0.budget = 1_300_000 },
    Row(cifar, classes: 2, largest: 5000, (3, 2, 3, 11553)) { $0.budget = 12_000 },
    Row(cifar, classes: 2, largest: 5000, (14, 5, 4, 57716)) { $0.budget = 60_000 },
    Row(cifar, classes: 100, largest: 500, (1, 5, 4, 169857)),
    Row(cifar, classes: 100, largest: 500, (1, 2, 3, 121567)) { $0.budget = 123_000 },
    Row(grey, classes: 10, largest: 6000, (1, 4, 4, 7313)),
    Row(grey, classes: 10, largest: 6000, (2, 4, 4, 11313)) { $0.budget = 12_000 },
    Row(grey, classes: 10, largest: 6000, (13, 5, 4, 56052)) { $0.budget = 60_000 },
    Row(large, classes: 2, largest: 500, (2, 2, 2, 24349)),
    Row(large, classes: 2, largest: 500, (4, 2, 3, 54771)) { $0.budget = 60_000 },
    Row(large, classes: 10, largest: 500, (1, 4, 4, 108571)) { $0.budget = 123_000 },
    Row(large, classes: 200, largest: 500, (1, 5, 4, 1291122)),
    Row(large, classes: 200, largest: 500, (1, 5, 4, 1291122)) { $0.budget = 1_300_000 },
    Row(cifar, classes: 10, largest: 3, (3, 5, 4, 60876)) { $0.budget = 123_000 },
    Row(cifar, classes: 10, largest: 12, (3, 4, 4, 58042)) { $0.budget = 60_000 },
    Row(cifar, classes: 10, largest: 5000, (3, 0, 4, 46688)) { ($0.budget, $0.hallucinators) = (60_000, .fixed(0)) },
    Row(cifar, classes: 10, largest: 5000, (3, 3, 4, 55208)) { ($0.budget, $0.hallucinators) = (60_000, .fixed(3)) },
    Row(cifar, classes: 10, largest: 5000, (2, 9, 4, 56773)) { ($0.budget, $0.hallucinators) = (60_000, .fixed(9)) },
    Row(cifar, classes: 10, largest: 5000, (3, 4, 4, 58042)) { ($0.budget, $0.hallucinators) = (60_000, .automatic) },
    Row(cifar, classes: 10, largest: 5000, (1, 0, 2, 8127)) { ($0.budget, $0.hallucinators) = (10_000, .automatic) },
    Row(cifar, classes: 10, largest: 5000, (1, 4, 8, 53651)) { ($0.budget, $0.bits) = (60_000, 8) },
    Row(cifar, classes: 10, largest: 5000, (6, 5, 2, 54156)) { ($0.budget, $0.bits) = (60_000, 2) },
    Row(cifar, classes: 10, largest: 5000, (1, 0, 8, 31168)) { ($0.hallucinators, $0.bits) = (.fixed(0), 8) },
    Row(cifar, classes: 10, largest: 5000, (5, 5, 4, 91756)) { $0.basesPerClass = 5 },
    Row(cifar, classes: 10, largest: 5000, (1, 3, 3, 18405)) { ($0.budget, $0.basesPerClass) = (20_000, 1) },
    Row(grey, classes: 10, largest: 6000, (3, 7, 6, 25796)) {
      ($0.budget, $0.basesPerClass, $0.hallucinators, $0.bits) = (60_000, 3, .fixed(7), 6)
    },
  ]

  @Test(arguments: rows)
  func `the planner decides as it did`(row: Row) throws {
    var options = CompressOptions()
    row.change(&options)
    let found = try Plan.make(
      shape: row.shape, classNames: (0..<row.classes).map { "class \($0)" }, classCount: row.classes,
      largestClass: row.largest, options: options)
    #expect(found == row.plan)
  }
}
