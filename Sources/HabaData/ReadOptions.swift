/// What to do with an image that can't be decoded.
public enum DamagedImages: String, CaseIterable, Sendable {
  /// The data set is refused, with all that is wrong with it.
  case refuse
  /// The image is left out, and counted.
  case skip
}

/// How a data set is to be read.
public struct ReadOptions: Sendable {
  /// The kind of data set; nil to find out by looking.
  public var kind: DataSetKind?
  /// The size to bring every image to; nil where all have one size already.
  public var fitting: Fitting?
  /// The most pixels of an image that the caller can do with, where images are taken as they are.
  public var mostPixels: Int?
  /// What to do with damaged images.
  public var damaged = DamagedImages.refuse
  /// Bytes of memory that reading may take: pixels are kept as far as there is room, what has to be in memory is refused
  /// where there is none.
  public var memory = 1 << 30

  /// The defaults.
  public init() {}
}

/// What a kind's reader has to go by: what is wanted, and what memory is left.
struct ReadContext {
  let split: Split
  let options: ReadOptions
  /// Told of images decoded, and of how many there are to decode.
  let progress: (_ done: Int, _ total: Int) -> Void
  /// Bytes of memory that may still be taken.
  private(set) var room: Int

  /// What is kept for one image beside its pixels: its class, and its place in the lists of several users.
  static let bytesPerImage = 64

  init(split: Split, options: ReadOptions, progress: @escaping (Int, Int) -> Void) {
    self.split = split
    self.options = options
    self.progress = progress
    room = options.memory
  }

  /// Takes memory for `count` things of `size` bytes that a file declares, before it is asked of the system.
  mutating func take(_ count: Int, of size: Int, for path: String) throws(DataError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes <= room else {
      throw .needsMemory(path: path, needed: overflow ? Int.max : bytes, allowed: room)
    }
    room -= bytes
  }

  /// As many things of `size` bytes as there is room for, at most `count`.
  mutating func takeUp(to count: Int, of size: Int) -> Int {
    let taken = min(count, room / max(1, size))
    room -= taken * size
    return taken
  }
}
