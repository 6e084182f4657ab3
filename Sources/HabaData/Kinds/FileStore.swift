internal import HabaFormat
internal import Synchronization

/// Images in files of their own, decoded when they are asked for and kept as far as there is room.
final class FileStore: ImageStore {
  /// Decoded pixels are kept up to this many bytes: enough for a small data set, little beside a large one.
  private static let keptBytes = 256 << 20

  private struct Kept {
    var pixels: [Int: [UInt8]] = [:]
    var room = FileStore.keptBytes
  }

  private let paths: [String]
  private let shape: ImageShape
  private let resizes: Bool
  private let kept = Mutex(Kept())

  init(paths: [String], shape: ImageShape, resizes: Bool) {
    self.paths = paths
    self.shape = shape
    self.resizes = resizes
  }

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    if let known = kept.withLock({ $0.pixels[index] }) {
      pixels.append(contentsOf: known)
      return
    }
    let image = try decode(paths[index])
    kept.withLock { kept in
      guard kept.room >= image.count, kept.pixels[index] == nil else { return }
      kept.pixels[index] = image
      kept.room -= image.count
    }
    pixels.append(contentsOf: image)
  }

  private func decode(_ path: String) throws(DataError) -> [UInt8] {
    let image = try ImageFile.decode(path, channels: shape.channels)
    if image.shape == shape { return image.pixels }
    guard resizes else {
      // The headers were read when the data set was opened.
      throw .undecodable(
        path: path, format: "image",
        reason: "it has become \(image.shape.width)x\(image.shape.height) since it was first read")
    }
    var result: [UInt8] = []
    Resampler(from: (image.shape.width, image.shape.height), to: (shape.width, shape.height))
      .append(image.pixels, channels: shape.channels, to: &result)
    return result
  }
}
