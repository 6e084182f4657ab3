import HabaFormat
import Testing

@testable import HabaCodec

/// What budgets are spent on, case by case: other shares, counts or depths make other plans.
struct PlanTableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var shape: ImageShape
    var classes: Int
    var largest: Int
    var budget: Int?
    var choice = HallucinatorChoice.standard
    var bits: Int?
    var bases: Int?
    /// Bases a class, hallucinators, bits, the most bytes.
    var expected: [Int]

    var testDescription: String {
      "\(shape.channels)x\(shape.height)x\(shape.width), \(classes) classes of \(largest), "
        + "budget \(budget.map(String.init) ?? "-"), \(choice)"
    }
  }

  private static let color = ImageShape(channels: 3, height: 32, width: 32)
  private static let grey = ImageShape(channels: 1, height: 28, width: 28)
  private static let large = ImageShape(channels: 3, height: 64, width: 64)

  static let cases: [Case] = [
    Case(shape: color, classes: 10, largest: 5000, budget: 12_000, expected: [1, 2, 2, 11029]),
    Case(shape: color, classes: 10, largest: 5000, budget: 20_000, expected: [1, 3, 3, 18405]),
    Case(shape: color, classes: 10, largest: 5000, budget: 60_000, expected: [3, 4, 4, 58042]),
    Case(shape: color, classes: 10, largest: 5000, budget: 123_000, expected: [7, 5, 4, 122636]),
    Case(shape: color, classes: 10, largest: 5000, budget: 1_300_000, expected: [83, 5, 4, 1296083]),
    Case(shape: color, classes: 10, largest: 5000, expected: [1, 4, 4, 27161]),
    Case(shape: color, classes: 10, largest: 3, budget: 1_300_000, expected: [3, 5, 4, 60876]),
    Case(shape: color, classes: 100, largest: 500, budget: 300_000, expected: [1, 5, 4, 169857]),
    Case(shape: color, classes: 10, largest: 5000, budget: 60_000, choice: .fixed(0), expected: [3, 0, 4, 46688]),
    Case(shape: color, classes: 10, largest: 5000, budget: 60_000, choice: .fixed(9), expected: [2, 9, 4, 56773]),
    Case(
      shape: color, classes: 10, largest: 5000, budget: 60_000, choice: .automatic, bits: 8, expected: [1, 4, 8, 53651]),
    Case(shape: color, classes: 2, largest: 50, budget: 9000, choice: .automatic, expected: [3, 2, 2, 7853]),
    Case(shape: grey, classes: 10, largest: 6000, budget: 12_000, expected: [2, 4, 4, 11313]),
    Case(shape: grey, classes: 10, largest: 6000, expected: [1, 4, 4, 7313]),
    Case(shape: grey, classes: 47, largest: 2400, budget: 60_000, bases: 2, expected: [2, 5, 4, 42021]),
    Case(shape: large, classes: 200, largest: 500, budget: 1_300_000, expected: [1, 5, 4, 1291122]),
    Case(shape: large, classes: 2, largest: 500, expected: [2, 2, 2, 24349]),
  ]

  @Test(arguments: cases)
  func `a budget is spent as it always was`(_ given: Case) throws {
    var options = CompressOptions()
    (options.budget, options.hallucinators, options.bits) = (given.budget, given.choice, given.bits)
    options.basesPerClass = given.bases
    let plan = try Plan.make(
      shape: given.shape, classNames: (0..<given.classes).map { "class \($0)" }, classCount: given.classes,
      largestClass: given.largest, options: options)
    #expect([plan.basesPerClass, plan.hallucinators, plan.bits, plan.bound] == given.expected)
  }
}
