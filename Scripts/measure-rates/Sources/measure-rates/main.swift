// Stores images of a CIFAR-10 batch as bases of both kinds, at several qualities, and says what they take.
//
//   measure-rates BATCH.bin IMAGES OUT-FOLDER
//
// For each archive one JSON line on stdout, and in the folder: NAME.haba, NAME.pixels (u8, [N, C, H, W]) and
// NAME.codes (the codes of pixels as u8, or coefficients as little-endian i16), which `compare.py` reads.
import Glibc
import HabaFormat

/// The images of the batch, [N, 3, side, side]; where `half` is set, the rounded means of squares of four pixels.
func load(_ batch: [UInt8], count: Int, half: Bool) -> [[UInt8]] {
  (0..<count).map { image in
    let pixels = Array(batch[image * 3073 + 1..<(image + 1) * 3073])
    guard half else { return pixels }
    return (0..<3 * 256).map { index in
      let (channel, row, column) = (index / 256, index / 16 % 16, index % 16)
      let start = channel * 1024 + 2 * row * 32 + 2 * column
      let sum =
        Int(pixels[start]) + Int(pixels[start + 1]) + Int(pixels[start + 32]) + Int(pixels[start + 33])
      return UInt8((sum + 2) / 4)
    }
  }
}

func quality(_ images: [[UInt8]], _ found: [UInt8]) -> Double {
  let errors = zip(images.joined(), found).reduce(0) { sum, pair in
    let distance = Int(pair.0) - Int(pair.1)
    return sum + distance * distance
  }
  return 10 * log10(255 * 255 / (Double(errors) / Double(found.count)))
}

func complain(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
}

func run(_ arguments: [String]) throws {
  guard arguments.count == 4, let count = Int(arguments[2]), count > 0 else {
    complain("measure-rates BATCH.bin IMAGES OUT-FOLDER")
    exit(64)
  }
  let batch = try readFile(arguments[1], limit: 1 << 30)
  for (size, half) in [("full", false), ("half", true)] {
    let images = load(batch, count: min(count, batch.count / 3073), half: half)
    let side = half ? 16 : 32
    let shape = ImageShape(channels: 3, height: side, width: side)
    let normalization = Normalization(mean: [125.3, 123, 113.9], deviation: [63, 62.1, 66.7])
    func archive(_ bases: [Base], _ transform: BaseTransform?) -> Archive {
      Archive(
        shape: shape, classNames: nil, classCount: 1, normalization: normalization, bases: bases,
        hallucinators: [], source: Source(images: images.count, pixelBytes: images.count * shape.count),
        provenance: Provenance(encoder: "measure-rates", seed: 0, objective: "none", steps: 0),
        transform: transform)
    }
    func report(_ name: String, _ archive: Archive, codes: [UInt8], bits: Int) throws {
      let bytes = try archive.serialized()
      let pixels = archive.expanded()
      let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
      let folder = arguments[3]
      try writeFile(bytes, to: "\(folder)/\(size)-\(name).haba", replacing: true)
      try writeFile(pixels, to: "\(folder)/\(size)-\(name).pixels", replacing: true)
      try writeFile(codes, to: "\(folder)/\(size)-\(name).codes", replacing: true)
      print(
        "{\"name\":\"\(size)-\(name)\",\"images\":\(images.count),\"side\":\(side),\"bits\":\(bits),"
          + "\"file_bytes\":\(bytes.count),\"bases_bytes\":\(inspection.bases.storedBytes),"
          + "\"coding\":\"\(inspection.codings.last ?? "")\",\"psnr\":\(quality(images, pixels))}")
    }
    for bits in [2, 3, 4] {
      let bases = images.map { image in
        let values = image.enumerated().map { index, pixel in
          let channel = index / (side * side)
          return (Float(pixel) - normalization.mean[channel]) / normalization.deviation[channel]
        }
        return Base(label: 0, pixels: QuantizedTensor(quantizing: values, bits: bits))
      }
      let codes = bases.flatMap { $0.pixels.codes.map { UInt8($0) } }
      try report("pixel-\(bits)", archive(bases, nil), codes: codes, bits: bits)
    }
    for step in [30, 50, 80] {
      let encoder = TransformEncoder(shape: shape, blockSide: 16, step: Float(step))
      let bases = images.map { Base(label: 0, coefficients: encoder.coefficients(of: $0.map { Float($0) })) }
      let codes = bases.flatMap { base in
        base.coefficients.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
      }
      try report("transform-\(step)", archive(bases, encoder.transform), codes: codes, bits: 16)
    }
  }
}

do {
  try run(CommandLine.arguments)
} catch {
  complain("measure-rates: error: \(error)")
  exit(1)
}
