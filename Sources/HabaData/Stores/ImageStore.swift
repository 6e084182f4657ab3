internal import HabaFormat

/// Where the pixels of a data set come from; each kind of data set has one.
protocol ImageStore: Sendable {
  /// Appends the pixels `[C, H, W]` of an image.
  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError)
  /// The files that have become others since they were opened, as far as their bytes are still asked for.
  var changedFiles: [String] { get }
}

extension ImageStore {
  var changedFiles: [String] { [] }
}

/// Images that lie in memory one after the other, `[N, C, H, W]`.
struct MemoryStore: ImageStore {
  /// All pixels.
  let bytes: [UInt8]
  /// Bytes of one image.
  let imageBytes: Int

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    pixels.append(contentsOf: bytes[index * imageBytes..<(index + 1) * imageBytes])
  }
}

/// The images of another store, fitted to another size.
struct FittedStore: ImageStore {
  let source: any ImageStore
  let fitter: Fitter
  let channels: Int

  var changedFiles: [String] { source.changedFiles }

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    var original: [UInt8] = []
    try source.appendPixels(at: index, to: &original)
    fitter.append(original, channels: channels, to: &pixels)
  }
}
