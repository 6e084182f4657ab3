/// A state as a file: named tensors and some words on them.
///
/// It carries what training can go on from, and what experts were at every moment. The layout is that of
/// [safetensors](https://github.com/huggingface/safetensors), so that Python opens it:
///
///     length   u64, little-endian: bytes of the header
///     header   JSON: {"__metadata__":{"crc32c":"…","key":"value",…},
///                     "name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},…}
///     data     the tensors' values one after the other: row-major, binary32, little-endian, NaNs as they are
///
/// *One content has one encoding.* Tensors come in the order in which they are named, which belongs to the content
/// (safetensors' own writer sorts them; its readers take any order). Metadata come in the order of their keys' bytes,
/// after the checksums. The header has no spaces but those at its end, which bring the data to a multiple of 8 bytes.
///
/// *Every byte is covered by a checksum.* safetensors has none, so they stand in the metadata, where its readers pass
/// them on: `crc32c` is a list of CRC-32C in eight small hexadecimal digits, with a space between. The first is that of
/// everything before the data, length included, with zeros in place of its own eight digits; the others are those of
/// the tensors, in order, so that one tensor can be checked without the others.
///
/// *Reading is strict.* Tensors must lie in order, without holes or overlaps, up to the file's last byte; names differ
/// by Swift's equality of strings; and all is within `StateFileCaps`, before memory is taken for it. Files without
/// checksums, as others write them, are refused unless asked for.
public struct StateFile {
  /// The tensors, in order.
  public let tensors: NamedTensors
  /// What else is to be known of them.
  public let metadata: [String: String]

  /// Bytes of memory that reading may take where nothing else is said: 1 GiB.
  public static let defaultLimit = 1 << 30

  /// Takes tensors, and words by keys; refuses what could not be read again.
  public init(tensors: NamedTensors, metadata: [String: String] = [:]) throws(StateFileError) {
    self.tensors = tensors
    self.metadata = metadata
    try check()
  }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - limit: bytes of memory that header and tensors may take.
  ///   - requireChecksum: whether a file without checksums, as others write them, is refused; those that are there must
  ///     hold anyway.
  public init(
    parsing bytes: [UInt8], limit: Int = defaultLimit, requireChecksum: Bool = true
  ) throws(StateFileError) {
    let reader = try StateFileReader(fileBytes: bytes.count, limit: limit, requireChecksum: requireChecksum) {
      range throws(StateFileError) in Array(bytes[range])
    }
    tensors = try reader.tensors()
    metadata = reader.header.metadata
    // A header without checksums may have had no room for them.
    try check()
  }
}
