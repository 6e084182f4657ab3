internal import HabaFormat

/// Where the pixels of a data set come from; each kind of data set has one.
public protocol ImageStore: Sendable {
  /// Appends the pixels `[C, H, W]` of an image.
  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError)
}

/// Images that lie in memory one after the other, `[N, C, H, W]`.
struct PackedStore: ImageStore {
  /// All pixels.
  let bytes: [UInt8]
  /// Bytes of one image.
  let imageBytes: Int

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    pixels.append(contentsOf: bytes[index * imageBytes..<(index + 1) * imageBytes])
  }
}

/// The images of another store, resized.
struct ResizedStore: ImageStore {
  let source: any ImageStore
  let resampler: Resampler
  let channels: Int

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    var original: [UInt8] = []
    try source.appendPixels(at: index, to: &original)
    resampler.append(original, channels: channels, to: &pixels)
  }
}
