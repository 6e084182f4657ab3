/// Makes the images of an archive; the arithmetic is normative, so the pixels are the same everywhere.
///
/// All of it is IEEE binary32, each operation rounded by itself, sums in the order that is written down.
public struct ImageDecoder: Sendable {
  private let shape: ImageShape
  private let normalization: Normalization
  private let bases: [Base]
  private let transform: BaseTransform?
  private let resampling: Resampling
  private let needsAllChannels: Bool
  private let hallucinators: [PreparedHallucinator]

  /// Takes an archive that was read, or that `check()` has passed.
  public init(_ archive: Archive) {
    self.init(archive, hallucinators: archive.hallucinators)
  }

  fileprivate init(_ archive: Archive, hallucinators: [Hallucinator]) {
    shape = archive.shape
    normalization = archive.normalization
    bases = archive.bases
    transform = archive.transform
    resampling = Resampling(geometry: archive.geometry, upsampling: archive.upsampling)
    // The networks of the other forms make the images' channels themselves.
    needsAllChannels = hallucinators.isEmpty || archive.hallucinatorForm.kind == .residual
    self.hallucinators = hallucinators.map {
      PreparedHallucinator($0, form: archive.hallucinatorForm, shape: archive.shape)
    }
  }

  /// The images of each base: parts times hallucinators.
  public var imagesPerBase: Int { resampling.geometry.parts * max(1, hallucinators.count) }

  /// All images of a base, which needn't be among the archive's own: parts one after another, in each the
  /// hallucinators, [imagesPerBase, C, H, W].
  public func images(of base: Base) -> [UInt8] {
    eachImage(of: base).flatMap { $0 }
  }

  /// The images of a base one at a time, [C, H, W] each, in the order of `images(of:)`.
  public func eachImage(of base: Base) -> ImagesOfBase {
    ImagesOfBase(decoder: self, values: values(of: base))
  }

  /// The images of one base, each made when it is asked for.
  public struct ImagesOfBase: Sequence, IteratorProtocol {
    private let decoder: ImageDecoder
    private let values: [Float]
    private var part = 0
    private var hallucinator = 0
    private var input: [Float] = []

    fileprivate init(decoder: ImageDecoder, values: [Float]) {
      self.decoder = decoder
      self.values = values
    }

    /// The next image, [C, H, W].
    public mutating func next() -> [UInt8]? {
      guard part < decoder.resampling.geometry.parts else { return nil }
      if hallucinator == 0 { input = decoder.input(values, part: part) }
      let networks = decoder.hallucinators
      let image = networks.isEmpty ? input : networks[hallucinator].image(of: input)
      hallucinator += 1
      if hallucinator >= networks.count { (part, hallucinator) = (part + 1, 0) }
      return decoder.pixels(image)
    }
  }

  /// One image, [C, H, W]; without hallucinators `hallucinator` is 0.
  public func image(base: Int, part: Int = 0, hallucinator: Int) -> [UInt8] {
    precondition((0..<resampling.geometry.parts).contains(part), "no such part")
    let input = input(values(of: bases[base]), part: part)
    guard !hallucinators.isEmpty else {
      precondition(hallucinator == 0, "without hallucinators each part has image 0 alone")
      return pixels(input)
    }
    return pixels(hallucinators[hallucinator].image(of: input))
  }

  /// A base in normalised units, [c, h, w].
  public func values(of base: Base) -> [Float] {
    switch base.samples {
    case .pixels(let pixels): return pixels.values
    case .coefficients(let coefficients):
      guard let transform else { return [] }
      let geometry = resampling.geometry
      let plane = geometry.baseShape.height * geometry.baseShape.width
      return transform.samples(of: coefficients, shape: geometry.baseShape).enumerated().map { index, level in
        let distance = Float(level) - normalization.mean[index / plane]
        return distance / normalization.deviation[index / plane]
      }
    }
  }

  /// What hallucinators see of a part, or the image where there are none.
  private func input(_ base: [Float], part: Int) -> [Float] {
    let resized = resampling.resized(resampling.part(part, of: base))
    return needsAllChannels ? resampling.withAllChannels(resized) : resized
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

extension Archive {
  /// One image, [C, H, W]; without hallucinators `hallucinator` is 0.
  ///
  /// For many images use an `ImageDecoder`.
  public func image(base: Int, part: Int = 0, hallucinator: Int) -> [UInt8] {
    guard !hallucinators.isEmpty else {
      return ImageDecoder(self).image(base: base, part: part, hallucinator: hallucinator)
    }
    let decoder = ImageDecoder(self, hallucinators: [hallucinators[hallucinator]])
    return decoder.image(base: base, part: part, hallucinator: 0)
  }

  /// All images, [N, C, H, W]: base by base, parts within, hallucinators within those.
  public func expanded() -> [UInt8] {
    let decoder = ImageDecoder(self)
    var pixels: [UInt8] = []
    for base in bases { pixels.append(contentsOf: decoder.images(of: base)) }
    return pixels
  }

  /// The SHA-256 of `expanded()`, without having all of it in memory.
  public func pixelDigest() -> SHA256Digest {
    let decoder = ImageDecoder(self)
    var hash = SHA256()
    for base in bases {
      for image in decoder.eachImage(of: base) { hash.update(image) }
    }
    return hash.finalized()
  }

  /// Expands all images and compares their digest with the one that the file declares, if it was read from one.
  public func verifyPixels() throws(ArchiveError) {
    guard let declared = storedPixelDigest else { return }
    let found = pixelDigest()
    guard found == declared else { throw .pixelsMismatch(declared: declared, found: found) }
  }
}
