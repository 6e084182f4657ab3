import HabaFiles
import Testing

@testable import HabaFormat

/// Streams from a Python program that was written after the specification, sections 9 and 13, with unbounded integers.
struct RangeCodingTests {
  @Test func `bits of given probabilities make the stream of the specification`() throws {
    #expect(
      try encoded((0..<100).map { ($0 % 7 < 2 ? 1 : 0, [32, 20_000, 65_504, 40_000][$0 % 4]) })
        == bytes("0009c3b1cf16ea3ce39e095d9ca650961381be30a560355e860d1682195e3c861de0c91259571acd9c"))
    #expect(try encoded(Array(repeating: (0, 32), count: 40)) == bytes("05"))
    #expect(
      try encoded(Array(repeating: (0, 65_504), count: 40))
        == bytes("fffffffe" + String(repeating: "ff", count: 49) + "09"))
    #expect(try encoded([]).isEmpty)
  }

  @Test func `numbers make the stream of the specification and are found in it`() throws {
    let numbers = [0, 1, -1, 19, -20, 21, 300, -65_535, 65_535, 0, 0, 5]
    var encoder = RangeEncoder()
    #expect(try code(numbers, with: &encoder) == numbers)
    #expect(encoder.finished() == bytes("902ed7e0189771859f6c2003688402276bc7"))
    var decoder = try RangeDecoder(reader(encoder.finished()))
    #expect(try code(numbers.map { _ in 0 }, with: &decoder) == numbers)
    try decoder.finish()
  }

  /// 60 codes of 4 bits, [3, 5, 4], then others of the same slot, for each predictor.
  private static let tensors: [String] = [
    "005a6c961464d5a4180b8fed81657883738be7644a9b1aa7860feb17aec4010d6c4500f87c29cec888e5067ee72d3ccdf66db25d393c5dd4"
      + "b3a6bd8830d1bb",
    "005f855ee5687fa27f67abb76ed68ec75b94decd36f11c3ae21525aa3794ed327a7cdd0f45c2baab254ed824c21cd0e8cac259806312ffd5"
      + "558e7f5521ba",
    "005f855fe8f5f5a042f9c54ed1e3a0b9fff2ed6f12a3c0a5ce3e6dbc458dbe875673d6c7ddda2f6e545b5eac6fc11cff46cfb6292c92a593"
      + "d44c66c3ab",
    "005f855ee5ccf0f36f70e01de11729fc4f16321dda0a03e96fa7b4ee0b4e1b4dcea9b049c72f592cf9ee896475bd7722b064e5eebdd6d94c"
      + "097adc936e18f4ec",
    "005f855ee5ccf0f36f70e01de0c48bc355e110a04812786f87bf65ce20c22651a7ed61b8dbf0c354f80131aade0eecfdb1f279f1ece4fe08"
      + "9aabc5cac825a7015e4c",
    "005a6c961464d5a4180b8fed81657883738be7644a9b1aa7860feb17aec4010d6c4500f87c2bac87cf9d6eedc4fa03f1",
  ]

  @Test(arguments: Predictor.allCases)
  func `tensors make the stream of the specification and are found in it`(predictor: Predictor) throws {
    let first = (0..<60).map { (index: Int) -> UInt16 in UInt16((7 * index + index * index / 5) % 16) }
    let second = (0..<60).map { (index: Int) -> UInt16 in
      let more = index % 3 == 0 ? 1 : 0
      return UInt16((7 * index + index * index / 5 + more) % 16)
    }
    let prediction = TensorPrediction(
      shape: TensorShape(planes: 3, rows: 5, columns: 4), bits: 4, predictor: predictor)
    var encoder = RangeEncoder()
    var model = TensorModel(slots: 1, part: "codes")
    var (one, two) = (first, second)
    try model.code(&one, prediction: prediction, slot: 0, previous: nil, coder: &encoder)
    try model.code(&two, prediction: prediction, slot: 0, previous: first, coder: &encoder)
    let stream = bytes(RangeCodingTests.tensors[Int(predictor.rawValue)])
    #expect(encoder.finished() == stream)

    var decoder = try RangeDecoder(reader(stream))
    model = TensorModel(slots: 1, part: "codes")
    (one, two) = (Array(repeating: 0, count: 60), Array(repeating: 0, count: 60))
    try model.code(&one, prediction: prediction, slot: 0, previous: nil, coder: &decoder)
    try model.code(&two, prediction: prediction, slot: 0, previous: one, coder: &decoder)
    try decoder.finish()
    #expect(one == first)
    #expect(two == second)
    #expect(
      try prediction.codes(of: prediction.symbols(of: second, previous: first), previous: first) == second)
  }

  @Test func `codes of 16 bits make the stream of the specification`() throws {
    var codes = (0..<12).map { (index: Int) -> UInt16 in UInt16(index * index * index * 37 % 65_536) }
    var encoder = RangeEncoder()
    var model = TensorModel(slots: 3, part: "codes")
    let shape = TensorShape(planes: 1, rows: 3, columns: 4)
    try model.code(
      &codes, prediction: TensorPrediction(shape: shape, bits: 16, predictor: .none), slot: 2, previous: nil,
      coder: &encoder)
    #expect(
      encoder.finished()
        == bytes("000000000ffc7dc0030295ccfe2f42929bbf2dd1f8726fdec61a381ae47e41fd83ab89dd"))
  }

  @Test func `a stream has one end and no other`() throws {
    var numbers = SeededNumbers(seed: 12)
    for count in 0..<60 {
      let values = (0..<count).map { _ in Int.random(in: -9...9, using: &numbers) }
      var encoder = RangeEncoder()
      _ = try code(values, with: &encoder)
      let good = encoder.finished()
      var others = [good + [0], good + [1], Array(good.dropLast())].filter { $0 != good }
      if let last = good.last {
        others += [Array(good.dropLast()) + [last &+ 1], Array(good.dropLast()) + [last &- 1]]
      }
      for stream in others where !stream.isEmpty {
        // Another end is refused as such, or stands for other numbers.
        let found: [Int]? = try? {
          var decoder = try RangeDecoder(reader(stream))
          let found = try code(values.map { _ in 0 }, with: &decoder)
          try decoder.finish()
          return found
        }()
        #expect(found != values)
      }
    }
  }

  @Test func `a stream that ends too early is refused before much is made of it`() throws {
    var decoder = try RangeDecoder(reader([0x80]))
    var model = BitModel(sizes: SIMD4(1, 1, 1, 1), mixers: 1)
    #expect(throws: ArchiveError.self) {
      for _ in 0..<200_000 {
        _ = try NumberCoder.code(
          0, contexts: SIMD4(), mixer: 0, model: &model, coder: &decoder, part: "numbers")
      }
    }
  }

  @Test func `the logistic tables are each other's inverse as far as they reach`() {
    for value in -Logistic.reach...Logistic.reach {
      let probability = Logistic.squash(value)
      let back = Logistic.stretches[probability >> 4]
      #expect(Logistic.squash(Int(back)) >> 4 == probability >> 4)
      #expect(Int(back) <= value)
    }
    #expect(Logistic.stretches[0] == -2047)
    #expect(Logistic.stretches.last == 2047)
    #expect(Logistic.squash(0) == 32_768)
  }

  private func encoded(_ bits: [(Int, Int)]) throws -> [UInt8] {
    var encoder = RangeEncoder()
    for (bit, probability) in bits { _ = try encoder.code(bit, probability: probability) }
    return encoder.finished()
  }

  private func code(_ numbers: [Int], with coder: inout some BitCoder) throws -> [Int] {
    var model = BitModel(sizes: SIMD4(1, 2, 3, 4), mixers: 2)
    return try numbers.map { number in
      try NumberCoder.code(
        number, contexts: SIMD4(0, 1, 2, 3), mixer: 1, model: &model, coder: &coder, part: "numbers")
    }
  }

  private func reader(_ stream: [UInt8]) throws -> ContentReader {
    let entry = SectionEntry(
      kind: .bases, style: SectionStyle(coding: .raw), storedSize: stream.count, contentSize: stream.count,
      checksum: CRC32C.checksum(stream))
    return try ContentReader(entry, in: stream, at: 0)
  }
}

/// Hexadecimal digits as bytes.
func bytes(_ digits: String) -> [UInt8] {
  let digits = Array(digits.utf8).map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
