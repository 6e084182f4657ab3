/// What a state file may hold at all: the writer refuses what is beyond, as the reader does.
public enum StateFileCaps {
  /// Bytes of the header; safetensors itself allows 100 MB.
  public static let headerBytes = 1 << 25
  /// Tensors.
  public static let tensors = 1 << 18
  /// Bytes of a tensor's name, and of a metadata entry's key.
  public static let nameBytes = 1...255
  /// Entries of metadata.
  public static let metadataEntries = 256
  /// Axes of a tensor.
  public static let rank = 8
  /// Places along an axis.
  public static let axis = Int(Int32.max)
  /// Any number in the header: what binary64 has exactly, which JSON's readers elsewhere make of it.
  public static let number = (1 << 53) - 1

  /// Bytes that values of a shape take, four for each place; nil for a shape that is none or has too many.
  static func byteCount(of shape: [Int]) -> Int? {
    guard shape.count <= rank, shape.allSatisfy({ (0...axis).contains($0) }) else { return nil }
    var bytes = 4
    // Axes of no places are left out, so that the order of the axes decides nothing.
    for axis in shape where axis > 0 {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: axis)
      guard !overflow, product <= number else { return nil }
      bytes = product
    }
    return shape.contains(0) ? 0 : bytes
  }
}
