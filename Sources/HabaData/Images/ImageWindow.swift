/// An image file seen through a few kilobytes at a time, in search of its header.
struct ImageWindow {
  private static let step = 4096

  let file: FileReader
  /// What the file is called where it ends early.
  let format: ImageHeader.Format
  private var start = 0
  private var bytes: [UInt8]

  /// `beginning` is what was read already of the file's start.
  init(file: FileReader, format: ImageHeader.Format, beginning: [UInt8]) {
    self.file = file
    self.format = format
    bytes = beginning
  }

  mutating func byte(_ offset: Int) throws(DataError) -> Int {
    if !(start..<start + bytes.count).contains(offset) {
      start = offset
      bytes.removeAll(keepingCapacity: true)
      _ = try file.read(Self.step, at: offset, into: &bytes)
    }
    guard let byte = bytes.dropFirst(offset - start).first else { throw damaged("the file ends early") }
    return Int(byte)
  }

  /// A number with its high byte first.
  mutating func number(_ offset: Int, bytes count: Int) throws(DataError) -> Int {
    var value = 0
    for index in 0..<count { value = value << 8 | (try byte(offset + index)) }
    return value
  }

  /// A number with its low byte first.
  mutating func little(_ offset: Int, bytes count: Int) throws(DataError) -> Int {
    var value = 0
    for index in (0..<count).reversed() { value = value << 8 | (try byte(offset + index)) }
    return value
  }

  func damaged(_ reason: String) -> DataError {
    .undecodable(path: file.path, format: format.rawValue, reason: reason)
  }
}
