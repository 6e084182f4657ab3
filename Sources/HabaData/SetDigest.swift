internal import HabaFormat

/// What labelled images are, whatever their order, files and names: the same for equal pixels and classes alone.
package struct SetDigest: Sendable {
  /// The first 24 digits of the SHA-256 of all images' classes and digests.
  package let text: String
  /// The images in the order in which they are digested.
  package let order: [Int]

  /// Takes each image's class, below 2^32, and digest.
  package init(labels: [Int], images: [PixelDigest]) {
    // Entries are compared as bytes, of which the class is the first four, low byte first.
    order = labels.indices.sorted { first, second in
      let (own, other) = (UInt32(labels[first]).byteSwapped, UInt32(labels[second]).byteSwapped)
      return own == other ? images[first] < images[second] : own < other
    }
    var hash = SHA256()
    for index in order {
      hash.update((0..<4).map { UInt8(truncatingIfNeeded: labels[index] >> (8 * $0)) } + images[index].bytes)
    }
    text = String(hash.finalized().description.prefix(24))
  }
}

/// The SHA-256 of an image's pixels `[C, H, W]`, in numbers that take no memory of their own and sort as its bytes do.
package struct PixelDigest: Comparable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  package init(of pixels: [UInt8]) {
    let bytes = SHA256.digest(of: pixels).bytes
    func word(_ index: Int) -> UInt64 { bytes[8 * index..<8 * index + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    words = (word(0), word(1), word(2), word(3))
  }

  var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }

  package static func < (first: PixelDigest, second: PixelDigest) -> Bool { first.words < second.words }
  package static func == (first: PixelDigest, second: PixelDigest) -> Bool { first.words == second.words }
}
