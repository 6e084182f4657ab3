import HabaData
import HabaFormat
import TestKit
import Testing

@testable import HabaCodec

/// How budgets are spent on bases in parts, and on those of one channel.
struct FormationPlanTests {
  private static let cifar = ImageShape(channels: 3, height: 32, width: 32)

  private func make(
    _ shape: ImageShape = cifar, largest: Int = 5000, _ change: (inout CompressOptions) -> Void
  ) throws -> Plan {
    var options = CompressOptions()
    change(&options)
    return try Plan.make(
      shape: shape, classNames: nil, classCount: 10, largestClass: largest, options: options)
  }

  @Test(arguments: [12_288, 30_720, 123_000], [(1, 1), (2, 1), (2, 3), (3, 1), (3, 3), (8, 3)])
  func `a budget is kept and used, by the bases' own size`(_ budget: Int, _ form: (formation: Int, channels: Int))
    throws
  {
    let plan = try make { ($0.budget, $0.formation, $0.baseChannels) = (budget, form.formation, form.channels) }
    #expect(plan.bound <= budget && plan.hallucinators >= 2)
    // Whole rows and columns of parts: 32, 32, 30 and 32.
    let side = 32 / form.formation * form.formation
    let stored = (form.channels * side * side * plan.bits + 7) / 8 + 8
    // Another base of each class takes that, and no more than two bytes in the header and one in the labels.
    #expect(plan.bound + 10 * (stored + 1) + 2 > budget)
    var options = CompressOptions()
    (options.formation, options.baseChannels, options.bits) = (form.formation, form.channels, plan.bits)
    (options.hallucinators, options.basesPerClass) = (.fixed(plan.hallucinators), plan.basesPerClass)
    let same = try make { $0 = options }
    #expect(same == plan)
    options.basesPerClass = plan.basesPerClass + 1
    #expect((10 * stored...10 * stored + 12).contains(try make { $0 = options }.bound - plan.bound))
  }

  @Test func `parts that divide the images cost nothing, and one channel a third`() throws {
    func bound(_ formation: Int, _ channels: Int?, _ bases: Int = 7) throws -> Int {
      try make {
        ($0.basesPerClass, $0.hallucinators, $0.bits) = (bases, .fixed(2), 4)
        ($0.formation, $0.baseChannels) = (formation, channels)
      }.bound
    }
    #expect(try bound(2, nil) == bound(1, nil) && bound(8, 3) == bound(1, nil))
    // 70 bases of 1024 codes of half a byte instead of 3072, and two first kernels of 27 instead of 81.
    #expect(try bound(1, nil) - bound(1, 1) == 70 * 1024 + 2 * (41 - 14))
  }

  @Test(arguments: [(1, 10, 10), (2, 10, 3), (2, 8, 2), (2, 1, 1), (3, 10, 2), (3, 9, 1)])
  func `bases have no more parts than the largest class has images, but for those of the last one`(
    _ formation: Int, _ largest: Int, _ bases: Int
  ) throws {
    #expect(try make(largest: largest) { ($0.budget, $0.formation) = (10_000_000, formation) }.basesPerClass == bases)
    #expect(try make(largest: largest) { ($0.basesPerClass, $0.formation) = (20, formation) }.basesPerClass == 20)
  }

  @Test(arguments: [HallucinatorChoice.standard, .automatic, .fixed(4)])
  func `the smallest budget that is named fits, and a byte less does not`(_ choice: HallucinatorChoice) throws {
    for (formation, channels) in [(2, 3), (3, 3), (1, 1), (2, 1)] {
      func at(_ budget: Int) throws -> Plan {
        try make {
          ($0.budget, $0.hallucinators, $0.formation, $0.baseChannels) = (budget, choice, formation, channels)
        }
      }
      let error = #expect(throws: PlanError.self) { try at(10) }
      guard case .budgetTooSmall(_, let smallest) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try at(smallest.bound) == smallest)
      #expect(throws: PlanError.budgetTooSmall(budget: smallest.bound - 1, smallest: smallest)) {
        try at(smallest.bound - 1)
      }
      // Of all channels bases alone are least; of one channel less is what colours them.
      if choice == .automatic { #expect(smallest.hallucinators == (channels == 1 ? 2 : 0)) }
    }
  }

  @Test func `what is tried without hallucinators has all channels, where the budget holds that`() throws {
    let set = Samples.colored(perClass: 10)
    var options = CompressOptions()
    (options.formation, options.bits) = (2, 4)
    func plans(bases: Int) throws -> (hallucinated: Plan, plain: Plan?) {
      (options.basesPerClass, options.baseChannels, options.budget) = (bases, 1, nil)
      options.hallucinators = .fixed(2)
      let least = try Plan.make(for: set, options: options)
      (options.hallucinators, options.budget) = (.automatic, least.bound)
      let plan = try Plan.make(for: set, options: options)
      return (plan, try plan.withoutHallucinators(for: set, options: options))
    }
    // A base takes 104 bytes instead of 40, two hallucinators some 430 in all: that is enough for a base a class, and
    // too little for three.
    let one = try plans(bases: 1)
    #expect(one.hallucinated.hallucinators == 2)
    let plain = try #require(one.plain)
    #expect(plain.hallucinators == 0 && plain.basesPerClass == 1 && plain.bound <= one.hallucinated.bound)
    let three = try plans(bases: 3)
    #expect(three.hallucinated.hallucinators == 2 && three.plain == nil)
    // So it is alone in what is tried.
    options.steps = 60
    let found = try Compressor(dataSet: set, options: options).run(progress: { _ in }, isCancelled: { false })
    #expect(found.heldOut.map(\.start).sorted() == ["identity", "published"])
    (options.basesPerClass, options.budget) = (1, one.hallucinated.bound)
    let all = try Compressor(dataSet: set, options: options).run(progress: { _ in }, isCancelled: { false })
    #expect(all.heldOut.map(\.start) == ["plain", "published", "identity"])
    #expect(all.archive.baseShape.channels == (all.start == "plain" ? 3 : 1))
  }

  @Test(arguments: [(32, 9, 8), (28, 8, 7), (7, 2, 1), (32, 255, 8), (32, 0, 8), (32, Int.max, 8)])
  func `parts below 4x4 pixels are refused, and the most that are possible named`(
    _ side: Int, _ formation: Int, _ most: Int
  ) throws {
    let shape = ImageShape(channels: 3, height: side, width: 32)
    let error = PlanError.partsTooSmall(formation: formation, width: 32, height: side, most: most)
    #expect(throws: error) { try make(shape) { $0.formation = formation } }
    #expect("\(error)".hasSuffix(most == 1 ? "only 1 is possible" : "1 to \(most) are possible"))
    _ = try make(shape) { ($0.formation, $0.basesPerClass) = (most, 1) }
  }

  @Test func `other channels than one or the images' are refused, and one without hallucinators where there are more`()
    throws
  {
    let grey = ImageShape(channels: 1, height: 28, width: 28)
    for (shape, channels) in [(Self.cifar, 2), (Self.cifar, 4), (Self.cifar, 0), (grey, 3), (grey, -1)] {
      let error = PlanError.baseChannels(channels, imageChannels: shape.channels)
      #expect(throws: error) { try make(shape) { $0.baseChannels = channels } }
      #expect("\(error)".contains(shape.channels == 3 ? "takes 1 or 3 for" : "takes 1 for"))
    }
    #expect(throws: PlanError.noColors(baseChannels: 1)) {
      try make { ($0.hallucinators, $0.baseChannels) = (.fixed(0), 1) }
    }
    for choice in [HallucinatorChoice.standard, .automatic] {
      let tiny = ImageShape(channels: 3, height: 2, width: 9)
      #expect(throws: PlanError.noColors(baseChannels: 1)) {
        try make(tiny) { ($0.hallucinators, $0.baseChannels) = (choice, 1) }
      }
    }
    // What images have anyway changes nothing.
    for choice in [HallucinatorChoice.fixed(0), .automatic, .standard, .fixed(3)] {
      #expect(
        try make(grey) { ($0.hallucinators, $0.baseChannels) = (choice, 1) } == make(grey) { $0.hallucinators = choice }
      )
      #expect(
        try make { ($0.hallucinators, $0.baseChannels) = (choice, 3) } == make { $0.hallucinators = choice })
    }
  }

  @Test func `numbers to learn are counted by the bases' shape`() throws {
    // 10 x 43,000 bases of 1,024 are more than 2^27 numbers only where there are three channels.
    #expect(throws: PlanError.self) { try make { ($0.basesPerClass, $0.hallucinators) = (10_000, .fixed(2)) } }
    let plan = try make { ($0.basesPerClass, $0.hallucinators, $0.baseChannels) = (10_000, .fixed(2), 1) }
    #expect(plan.basesPerClass == 10_000)
  }
}

/// Archives of what was planned.
struct FormationArchiveTests {
  @Test(arguments: [1, 2, 3], [(0, 3), (2, 3), (2, 1), (1, 1)])
  func `an archive has the planned form, and is no larger than its plan's bound`(
    _ formation: Int, _ form: (hallucinators: Int, channels: Int)
  ) throws {
    for side in [12, 13] {
      let shape = ImageShape(channels: 3, height: side, width: 14)
      let set = Samples.colored(perClass: 7, shape: shape)
      var options = CompressOptions()
      (options.effort, options.hallucinators, options.basesPerClass) = (1, .fixed(form.hallucinators), 2)
      (options.formation, options.baseChannels, options.bits) = (formation, form.channels, 4)
      let compressor = try Compressor(dataSet: set, options: options)
      let found = try compressor.run(progress: { _ in }, isCancelled: { false })
      #expect(found.bytes.count <= compressor.plan.bound)
      let archive = try Archive(parsing: found.bytes)
      #expect(archive.formation == formation)
      #expect(archive.baseShape.channels == form.channels)
      #expect(archive.baseShape.height == side / formation * formation)
      #expect(archive.baseShape.width == 14 / formation * formation)
      #expect(archive.imageCount == 6 * formation * formation * max(1, form.hallucinators))
    }
  }
}
