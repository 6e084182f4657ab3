// Printed by Scripts/figures/random_source.py.
enum RandomFigures {
  static let zero: [UInt64] = [
    0x5FFB5FAD1E68FD08, 0x47AA1BC9EB0C50D5, 0x7154E32D5AC73D66, 0x5D9BE5E50E926B0D,
  ]
  static let seven: [UInt64] = [
    0x5D8EB16E1CF954CD, 0xAA30DB628B63396B, 0x7687BAAB7693D1A7, 0x61AD331F6B6EE73E,
  ]
  static let last: [UInt64] = [
    0x22AD8D7463FEEDAF, 0x17832A27367C02E2, 0xB4F2EA457E9B441D, 0xB575A7B87625D592,
  ]
  static let uniform: [Float] = [0.389142036, 0.00920826197, 0.51150471, 0.967918515, 0.37338686]
  static let below: [Int] = [0, 0, 5, 967, 373386907]
  static let permutation: [Int] = [11, 1, 10, 3, 9, 6, 7, 2, 8, 5, 0, 4]
  static let normals: [Float] = [
    0.991204037, 0.0574123825, 1.1727811, -0.239656818, -0.624760808, 0.737919909,
    -1.01918724,
  ]
}
