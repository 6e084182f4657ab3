/// What a state file holds, without the tensors' values: names, shapes, places and metadata.
public struct StateFileHeader: Hashable, Sendable {
  /// A tensor of a file.
  public struct Entry: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its shape.
    public let shape: [Int]
    /// Where its values lie in the file.
    public let range: Range<Int>
    /// The CRC-32C of those bytes; nil where the file bears none.
    public let checksum: UInt32?
  }

  /// The tensors, in order.
  public let entries: [Entry]
  /// What else the file says.
  public let metadata: [String: String]
  /// Bytes before the first tensor's.
  public let byteCount: Int
  private let places: [String: Int]

  static let metadataKey = "__metadata__"
  static let checksumKey = "crc32c"
  static let type = "F32"
  /// Bytes of the header's length, before the header.
  static let lengthBytes = 8

  init(entries: [Entry], metadata: [String: String], byteCount: Int) {
    self.entries = entries
    self.metadata = metadata
    self.byteCount = byteCount
    places = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The tensors' names, in order.
  public var names: [String] { entries.map(\.name) }

  /// The tensor of a name, if there is one.
  public func entry(named name: String) -> Entry? { places[name].map { entries[$0] } }

  /// Whether a tensor can have a name, or metadata a key.
  static func allowsName(_ name: String) -> Bool { StateFileCaps.nameBytes.contains(name.utf8.count) }
}
