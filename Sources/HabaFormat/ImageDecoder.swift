/// Makes the images of an archive; the arithmetic is normative, so the pixels are the same everywhere.
///
/// All of it is IEEE binary32, each operation rounded by itself, sums in the order that is written down.
public struct ImageDecoder: Sendable {
  private let shape: ImageShape
  private let normalization: Normalization
  private let bases: [Base]
  private let hallucinators: [PreparedHallucinator]

  /// Takes an archive that was read, or that `check()` has passed.
  public init(_ archive: Archive) {
    self.init(archive, hallucinators: archive.hallucinators)
  }

  fileprivate init(_ archive: Archive, hallucinators: [Hallucinator]) {
    shape = archive.shape
    normalization = archive.normalization
    bases = archive.bases
    self.hallucinators = hallucinators.map(PreparedHallucinator.init)
  }

  /// All images of one base, one after another in the order of the hallucinators: [max(1, M), C, H, W].
  public func images(base: Int) -> [UInt8] {
    let values = bases[base].pixels.values
    guard !hallucinators.isEmpty else { return pixels(values) }
    return hallucinators.flatMap { pixels($0.image(of: values, shape: shape)) }
  }

  /// One image, [C, H, W]; without hallucinators `hallucinator` is 0.
  public func image(base: Int, hallucinator: Int) -> [UInt8] {
    let values = bases[base].pixels.values
    guard !hallucinators.isEmpty else {
      precondition(hallucinator == 0, "without hallucinators each base has image 0 alone")
      return pixels(values)
    }
    return pixels(hallucinators[hallucinator].image(of: values, shape: shape))
  }

  /// Normalised values as pixels: `value * deviation + mean`, NaN as 0, clamped, half to even.
  private func pixels(_ values: [Float]) -> [UInt8] {
    let plane = shape.height * shape.width
    return [UInt8](unsafeUninitializedCapacity: values.count) { target, count in
      values.withUnsafeBufferPointer { values in
        for channel in 0..<shape.channels {
          let (mean, deviation) = (normalization.mean[channel], normalization.deviation[channel])
          for index in channel * plane..<(channel + 1) * plane {
            let scaled = values[index] * deviation
            let level = scaled + mean
            // A NaN fails both comparisons and becomes 0.
            let clamped = level >= 255 ? 255 : level > 0 ? level : 0
            target[index] = UInt8(clamped.rounded(.toNearestOrEven))
          }
        }
      }
      count = values.count
    }
  }
}

/// The values of a hallucinator's codes.
private struct PreparedHallucinator: Sendable {
  let encodeKernel, encodeBias, scale, shift, decodeKernel, decodeBias: [Float]

  init(_ hallucinator: Hallucinator) {
    encodeKernel = hallucinator.encodeKernel.values
    encodeBias = hallucinator.encodeBias.values
    scale = hallucinator.scale.values
    shift = hallucinator.shift.values
    decodeKernel = hallucinator.decodeKernel.values
    decodeBias = hallucinator.decodeBias.values
  }

  /// The image of a base in normalised units, [C, H, W] both.
  func image(of base: [Float], shape: ImageShape) -> [Float] {
    var features = Convolution.valid(
      base, shape: shape, kernel: encodeKernel, bias: encodeBias)
    for index in features.indices {
      let scaled = features[index] * scale[index]
      features[index] = scaled + shift[index]
    }
    return Convolution.transposed(features, shape: shape, kernel: decodeKernel, bias: decodeBias)
  }
}

/// The two 3x3 convolutions of a hallucinator.
///
/// Each goes row by row over whole planes, so that the inner loop uses vector instructions; every single
/// output still gets its terms in the order of the specification, one after another.
private enum Convolution {
  private static let side = 3

  /// [C, H, W] to [C, H-2, W-2]: `bias[o] + sum over (i, ky, kx) of kernel[o, i, ky, kx] * input[i, y+ky, x+kx]`.
  static func valid(_ input: [Float], shape: ImageShape, kernel: [Float], bias: [Float]) -> [Float] {
    let (channels, height, width) = (shape.channels, shape.height - 2, shape.width - 2)
    let plane = height * width
    var output = [Float](repeating: 0, count: channels * plane)
    output.withUnsafeMutableBufferPointer { output in
      input.withUnsafeBufferPointer { input in
        for out in 0..<channels {
          let target = UnsafeMutableBufferPointer(rebasing: output[out * plane..<(out + 1) * plane])
          target.update(repeating: bias[out])
          for tap in 0..<channels * side * side {
            let (channel, ky, kx) = (tap / 9, tap / 3 % 3, tap % 3)
            let weight = kernel[out * channels * 9 + tap]
            for row in 0..<height {
              let start = (channel * shape.height + row + ky) * shape.width + kx
              accumulate(
                UnsafeMutableBufferPointer(rebasing: target[row * width..<(row + 1) * width]),
                UnsafeBufferPointer(rebasing: input[start..<start + width]), weight: weight)
            }
          }
        }
      }
    }
    return output
  }

  /// [C, H-2, W-2] to [C, H, W]: `bias[o] + sum over (m, ky, kx) of kernel[m, o, ky, kx] * input[m, y-ky, x-kx]`,
  /// over the terms that lie inside the input.
  static func transposed(_ input: [Float], shape: ImageShape, kernel: [Float], bias: [Float]) -> [Float] {
    let (channels, height, width) = (shape.channels, shape.height - 2, shape.width - 2)
    let plane = shape.height * shape.width
    var output = [Float](repeating: 0, count: channels * plane)
    output.withUnsafeMutableBufferPointer { output in
      input.withUnsafeBufferPointer { input in
        for out in 0..<channels {
          let target = UnsafeMutableBufferPointer(rebasing: output[out * plane..<(out + 1) * plane])
          target.update(repeating: bias[out])
          for tap in 0..<channels * side * side {
            let (channel, ky, kx) = (tap / 9, tap / 3 % 3, tap % 3)
            let weight = kernel[(channel * channels + out) * 9 + tap % 9]
            for row in 0..<height {
              let start = (row + ky) * shape.width + kx
              let source = (channel * height + row) * width
              accumulate(
                UnsafeMutableBufferPointer(rebasing: target[start..<start + width]),
                UnsafeBufferPointer(rebasing: input[source..<source + width]), weight: weight)
            }
          }
        }
      }
    }
    return output
  }

  /// `target[i] += weight * source[i]`, product and sum each rounded.
  @inline(__always)
  private static func accumulate(
    _ target: UnsafeMutableBufferPointer<Float>, _ source: UnsafeBufferPointer<Float>, weight: Float
  ) {
    for index in target.indices {
      let term = weight * source[index]
      target[index] += term
    }
  }
}

extension Archive {
  /// One image, [C, H, W]; without hallucinators `hallucinator` is 0.
  ///
  /// For many images use an `ImageDecoder`.
  public func image(base: Int, hallucinator: Int) -> [UInt8] {
    guard !hallucinators.isEmpty else {
      return ImageDecoder(self).image(base: base, hallucinator: hallucinator)
    }
    let decoder = ImageDecoder(self, hallucinators: [hallucinators[hallucinator]])
    return decoder.image(base: base, hallucinator: 0)
  }

  /// All images, [N, C, H, W]: base by base, hallucinators within.
  public func expanded() -> [UInt8] {
    let decoder = ImageDecoder(self)
    var pixels: [UInt8] = []
    for base in bases.indices { pixels.append(contentsOf: decoder.images(base: base)) }
    return pixels
  }

  /// The SHA-256 of `expanded()`, without having all of it in memory.
  public func pixelDigest() -> SHA256Digest {
    let decoder = ImageDecoder(self)
    var hash = SHA256()
    for base in bases.indices { hash.update(decoder.images(base: base)) }
    return hash.finalized()
  }

  /// Expands all images and compares their digest with the one that the file declares, if it was read from one.
  public func verifyPixels() throws(ArchiveError) {
    guard let declared = storedPixelDigest else { return }
    let found = pixelDigest()
    guard found == declared else { throw .pixelsMismatch(declared: declared, found: found) }
  }
}
