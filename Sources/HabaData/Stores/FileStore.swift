internal import HabaFormat
internal import Synchronization

/// Images in files of their own: the first ones decoded and kept, as far as there is room, the rest decoded when they are
/// asked for.
final class FileStore: ImageStore {
  private let files: [ImageFiles.Found]
  private let shape: ImageShape
  private let fit: Fit?
  /// The pixels of the first images, `[N, C, H, W]`.
  private let kept: [UInt8]
  private let keptCount: Int
  private let changed = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - files: the images' files, in order.
  ///   - shape: the shape of every image.
  ///   - fit: how images of another size are brought to it; nil where none may be of another.
  ///   - kept: the pixels of the first images, `[N, C, H, W]`.
  init(files: [ImageFiles.Found], shape: ImageShape, fit: Fit?, kept: [UInt8]) {
    self.files = files
    self.shape = shape
    self.fit = fit
    self.kept = kept
    keptCount = kept.count / max(1, shape.count)
  }

  var changedFiles: [String] { changed.withLock { $0.sorted() } }

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    if index < keptCount {
      pixels.append(contentsOf: kept[index * shape.count..<(index + 1) * shape.count])
      return
    }
    let found = files[index]
    let file = try FileReader(found.path)
    if file.file.state != found.state { changed.withLock { _ = $0.insert(found.path) } }
    pixels.append(contentsOf: try Self.pixels(file, shape: shape, fit: fit))
  }

  /// The pixels of an image's file in the shape that is wanted.
  static func pixels(_ file: FileReader, shape: ImageShape, fit: Fit?) throws(DataError) -> [UInt8] {
    let image = try ImageFile.decode(file, channels: shape.channels)
    if image.shape == shape { return image.pixels }
    guard let fit else {
      // The headers were read when the data set was opened.
      throw .undecodable(
        path: file.path, format: "image",
        reason: "it has become \(image.shape.width)x\(image.shape.height) since it was first read")
    }
    var result: [UInt8] = []
    result.reserveCapacity(shape.count)
    Fitter(
      from: (image.shape.width, image.shape.height), to: Fitting(width: shape.width, height: shape.height, fit: fit)
    ).append(image.pixels, channels: shape.channels, to: &result)
    return result
  }
}
