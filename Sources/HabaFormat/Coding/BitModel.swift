/// The probability of bits, learned from those before: four contexts each give theirs, a mixer weighs them.
///
/// All of it is integer arithmetic, so that every machine learns the same.
struct BitModel {
  /// The contexts that each bit is looked at in.
  static let inputs = 4
  /// The bits of a number's code that are told apart.
  static let nodes = 40

  /// What one context knows: the probability of a 1 in 65536ths, and how many bits it has seen.
  private struct Slot {
    var probability: UInt16 = 32_768
    var seen: UInt8 = 0
  }

  private var slots: [Slot]
  private var weights: [Int32]
  /// Where the slots of each input start.
  private let starts: SIMD4<Int32>

  // Looked up for every bit, so at hand without asking whether they are made yet.
  private let rates = BitModel.allRates
  private let stretches = Logistic.stretches
  private let squashes = Logistic.squashes

  private static let seenLimit: UInt8 = 127
  private static let startWeight: Int32 = 16_384
  private static let weightLimit: Int32 = 1 << 20
  private static let learningShift = 14
  /// floor(2^17 / (2n + 3)): how far the n-th bit moves a probability, in 65536ths.
  private static let allRates: [Int32] = (0...Int32(seenLimit)).map { 131_072 / (2 * $0 + 3) }

  /// A model of contexts 0..<sizes[i] for input i, with mixers 0..<mixers.
  init(sizes: SIMD4<Int>, mixers: Int) {
    var starts = SIMD4<Int32>()
    var total = 0
    for input in 0..<BitModel.inputs {
      starts[input] = Int32(total)
      total += sizes[input]
    }
    self.starts = starts
    slots = Array(repeating: Slot(), count: total * BitModel.nodes)
    weights = Array(repeating: BitModel.startWeight, count: mixers * BitModel.nodes * BitModel.inputs)
  }

  /// Codes one bit of node `node` in `contexts`, one for each input, with mixer `mixer`; learns from it.
  mutating func code(
    _ bit: Int, node: Int, contexts: SIMD4<Int32>, mixer: Int, with coder: inout some BitCoder
  ) throws(ArchiveError) -> Int {
    let places = (contexts &+ starts) &* Int32(BitModel.nodes) &+ Int32(node)
    let first = (mixer * BitModel.nodes + node) * BitModel.inputs
    var evidence = SIMD4<Int32>()
    var total = 0
    for input in 0..<BitModel.inputs {
      let value = Int32(stretches[Int(slots[Int(places[input])].probability >> 4)])
      evidence[input] = value
      total += Int(value) * Int(weights[first + input])
    }
    let odds = min(max(total >> 16, -Logistic.reach), Logistic.reach)
    let probability = min(max(Int(squashes[odds + Logistic.reach]), 32), 65_504)
    let found = try coder.code(bit, probability: probability)
    let error = (found << 16) - probability
    for input in 0..<BitModel.inputs {
      let moved =
        Int(weights[first + input])
        + ((Int(evidence[input]) * error + 1 << (BitModel.learningShift - 1)) >> BitModel.learningShift)
      let limit = Int(BitModel.weightLimit)
      weights[first + input] = Int32(truncatingIfNeeded: min(max(moved, -limit), limit))
      learn(found, at: Int(places[input]))
    }
    return found
  }

  @inline(__always)
  private mutating func learn(_ bit: Int, at place: Int) {
    let slot = slots[place]
    let distance = (bit == 0 ? 0 : 65_535) - Int32(slot.probability)
    let moved = Int32(slot.probability) + Int32((Int(distance) * Int(rates[Int(slot.seen)])) >> 16)
    slots[place] = Slot(
      probability: UInt16(truncatingIfNeeded: moved), seen: min(slot.seen + 1, BitModel.seenLimit))
  }
}

/// The logistic function and its inverse on integers: 256 is a factor of e in the odds.
enum Logistic {
  /// round(65536 / (1 + exp(-i / 2))) for i in -16…16.
  private static let points: [Int32] = [
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11_955, 17_625, 24_743, 32_768, 40_793,
    47_911, 53_581, 57_724, 60_565, 62_428, 63_615, 64_357, 64_816, 65_097, 65_269, 65_374, 65_438, 65_476,
    65_500, 65_514,
  ]

  static let reach = 2047

  /// The probability, in 65536ths, of odds e^(value / 256).
  static func squash(_ value: Int) -> Int {
    let value = min(max(value, -reach), reach)
    let (index, rest) = ((value >> 7) + 16, value & 127)
    return (Int(points[index]) * (128 - rest) + Int(points[index + 1]) * rest + 64) >> 7
  }

  /// `squash` of -2047…2047.
  static let squashes: [UInt16] = (-reach...reach).map { UInt16(truncatingIfNeeded: squash($0)) }

  /// For a probability's 4096ths: the smallest value of which `squash`, in 4096ths, is no less.
  static let stretches: [Int16] = {
    var table: [Int16] = []
    for value in -reach...reach {
      while table.count <= squash(value) >> 4 { table.append(Int16(value)) }
    }
    while table.count < 4096 { table.append(Int16(reach)) }
    return table
  }()
}
