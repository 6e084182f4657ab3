/// Codes signed numbers as bits: whether it is 0, its sign, then its size, first in steps of one and from
/// `steps` on by its binary logarithm.
enum NumberCoder {
  private static let zeroNode = 0
  private static let signNode = 1
  /// Sizes below it are coded in steps of one, at nodes 2…20.
  private static let steps = 20
  private static let lengthNode = 21
  /// The most bits that follow the length.
  private static let longest = 15

  /// Codes `number`, of a size of at most 65535, with a coder and what its model knows.
  ///
  /// `part` is what an error names when a stream holds a larger one.
  static func code(
    _ number: Int, contexts: SIMD4<Int32>, mixer: Int, model: inout BitModel, coder: inout some BitCoder,
    part: @autoclosure () -> String
  ) throws(ArchiveError) -> Int {
    func bit(_ bit: Bool, _ node: Int) throws(ArchiveError) -> Bool {
      try model.code(bit ? 1 : 0, node: node, contexts: contexts, mixer: mixer, with: &coder) != 0
    }
    let size = abs(number)
    guard try bit(size != 0, zeroNode) else { return 0 }
    let negative = try bit(number < 0, signNode)
    var found = 1
    while found < steps, try bit(size > found, signNode + found) { found += 1 }
    if found == steps {
      let rest = max(1, size - steps + 1)
      let length = Int.bitWidth - 1 - rest.leadingZeroBitCount
      var bits = 0
      while try bit(length > bits, lengthNode + bits) {
        bits += 1
        guard bits <= longest else {
          throw .invalid(field: part(), rule: "of numbers up to 65535", found: "a larger one", offset: nil)
        }
      }
      var value = 1
      for shift in (0..<bits).reversed() {
        value = value << 1 | (try coder.code(rest >> shift & 1, probability: 32_768))
      }
      found = value + steps - 1
    }
    return negative ? -found : found
  }

  /// The class of a size that contexts are made of: 0, 1, 2, 3-4, 5-6, 7-9, 10-14, 15-24, more.
  @inline(__always)
  static func sizeClass(_ size: Int) -> Int {
    size < 3 ? size : size < 5 ? 3 : size < 7 ? 4 : size < 10 ? 5 : size < 15 ? 6 : size < 25 ? 7 : 8
  }

  static let sizeClasses = 9
}
