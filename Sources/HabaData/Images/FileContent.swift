enum FileContent: Equatable {
  case image(ImageHeader.Format)
  case unread(String)
  case other
  init(_ file: FileReader) throws(DataError) {
    var bytes: [UInt8] = []
    _ = try file.read(16, at: 0, into: &bytes)
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .image(.png)
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .image(.jpeg)
    } else {
      self = .other
    }
  }
  var name: String? { if case .other = self { nil } else { "x" } }
}
