internal import CZlib
internal import HabaFiles
internal import HabaFormat

/// numpy's archive of arrays: a ZIP of uncompressed `.npy` files.
///
/// The bytes depend on the images alone: the time of every file is the ZIP epoch, 1980.
struct NpzFile {
  static let name = "images.npz"

  private struct Member {
    var name: String
    var offset: Int
    var bytes: Int
    var crc: UInt32
  }

  private let folder: ExpandedFolder

  init(_ folder: ExpandedFolder) { self.folder = folder }

  func write(_ file: FileWriter, learningRate: Float?, _ pixels: (Int) throws -> [UInt8]) throws {
    let shape = folder.shape
    let count = folder.entries.count
    var members: [Member] = []
    let sizes = [count, shape.channels, shape.height, shape.width]
    members.append(
      try member("images.npy", file) { put in
        try put(Self.header("|u1", sizes))
        for index in folder.entries.indices { try put(folder.checked(index, pixels)) }
      })
    members.append(
      try member("labels.npy", file) { put in
        try put(Self.header("<i8", [count]))
        try put(folder.entries.flatMap { Self.little($0.label, 8) })
      })
    if folder.softLabels != nil {
      members.append(
        try member("soft_labels.npy", file) { put in
          try put(Self.header("<f4", [count, folder.classNames.count]))
          for index in folder.entries.indices { try put(folder.softLabelBytes(of: index)) }
        })
    }
    if let learningRate {
      members.append(
        try member("learning_rate.npy", file) { put in
          try put(Self.header("<f4", []) + Self.little(Int(learningRate.bitPattern), 4))
        })
    }
    members.append(
      try member("class_names.npy", file) { put in
        let width = nameWidth
        try put(Self.header("<U\(width)", [folder.classNames.count]))
        for name in folder.classNames {
          let scalars = name.unicodeScalars.map { Int($0.value) }
          try put(
            (scalars + Array(repeating: 0, count: width - scalars.count)).flatMap { Self.little($0, 4) })
        }
      })
    try writeDirectory(members, file)
  }

  /// The most scalars that a name has.
  private var nameWidth: Int { max(1, folder.classNames.map(\.unicodeScalars.count).max() ?? 1) }

  /// Refuses what ZIP's plain fields of 32 bits can't say.
  func checkSize(_ path: String) throws(DataError) {
    let (count, classes) = (folder.entries.count, folder.classNames.count)
    let sizes = [
      (count, folder.shape.count), (count, 8), (classes, 4 * nameWidth),
      (count, folder.softLabels == nil ? 0 : 4 * classes),
    ]
    var total = 0
    for (one, other) in sizes {
      let (bytes, overflow) = one.multipliedReportingOverflow(by: other)
      total = overflow || bytes > 1 << 40 ? 1 << 40 : total + bytes
    }
    if total > 4_000_000_000 {
      throw .unsupported(path: path, feature: "an .npz of more than 4 GB (write raw instead)")
    }
  }

  /// Writes a file of the ZIP; its checksum and length are put in afterwards.
  private func member(
    _ name: String, _ file: FileWriter, content: ((_ put: ([UInt8]) throws -> Void) throws -> Void)
  ) throws -> Member {
    var member = Member(name: name, offset: file.offset, bytes: 0, crc: 0)
    try file.append(Self.little(0x0403_4B50, 4) + Self.fields(member) + Self.little(0, 2) + Array(name.utf8))
    try content { bytes in
      member.crc = UInt32(truncatingIfNeeded: crc32_z(UInt(member.crc), bytes, bytes.count))
      member.bytes += bytes.count
      try file.append(bytes)
    }
    try file.overwrite(Self.fields(member), at: member.offset + 4)
    return member
  }

  private func writeDirectory(_ members: [Member], _ file: FileWriter) throws {
    let start = file.offset
    for member in members {
      // Version made by; after the shared fields: no comment, disk 0, no attributes, the offset.
      try file.append(
        Self.little(0x0201_4B50, 4) + Self.little(20, 2) + Self.fields(member) + Self.little(0, 12)
          + Self.little(member.offset, 4) + Array(member.name.utf8))
    }
    let bytes = file.offset - start
    try file.append(
      Self.little(0x0605_4B50, 4) + Self.little(0, 4) + Self.little(members.count, 2)
        + Self.little(members.count, 2) + Self.little(bytes, 4) + Self.little(start, 4) + Self.little(0, 2))
  }

  /// What a file's local header and its entry in the directory share.
  private static func fields(_ member: Member) -> [UInt8] {
    // Version needed 2.0, no flags, stored, midnight of 1980-01-01.
    little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
      + little(Int(member.crc), 4) + little(member.bytes, 4) + little(member.bytes, 4)
      + little(member.name.utf8.count, 2)
  }

  private static func little(_ number: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
  }

  /// The header of an `.npy` file, version 1.0, padded to a multiple of 64 bytes.
  private static func header(_ type: String, _ sizes: [Int]) -> [UInt8] {
    let shape =
      sizes.count == 1 ? "(\(sizes[0]),)" : "(" + sizes.map { String($0) }.joined(separator: ", ") + ")"
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    text += Array(repeating: 0x20, count: 63 - (10 + text.count) % 64) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(text.count, 2) + text
  }
}
