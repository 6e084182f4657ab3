internal import CZstd

/// One zstd frame in, one out: no dictionary, no checksum of its own, a bounded window.
enum Zstd {
  /// The level that sections are written with.
  private static let level: Int32 = 19
  private static let magic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
  private static let chunk = 1 << 17

  /// Why a frame was refused.
  struct Failure: Error {
    var reason: String
  }

  /// The frame of `content`; nil where zstd has no memory for it.
  static func compressed(_ content: [UInt8]) -> [UInt8]? {
    guard let context = ZSTD_createCCtx() else { return nil }
    defer { ZSTD_freeCCtx(context) }
    let settings: [(ZSTD_cParameter, Int32)] = [
      (ZSTD_c_compressionLevel, level), (ZSTD_c_checksumFlag, 0), (ZSTD_c_contentSizeFlag, 1),
      (ZSTD_c_dictIDFlag, 0),
    ]
    for (parameter, value) in settings
    where ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value)) != 0 {
      return nil
    }
    var written = 0
    let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { buffer, count in
      let size = content.withUnsafeBytes {
        ZSTD_compress2(context, buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
      }
      written = size
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    return ZSTD_isError(written) == 0 ? frame : nil
  }

  /// What the frame in `bytes[range]` expands to, which must be exactly `size` bytes.
  ///
  /// Memory grows with what really comes out, never with what is declared.
  static func expanded(
    _ bytes: [UInt8], range: Range<Int>, size: Int
  ) throws(Failure) -> [UInt8] {
    guard range.count > magic.count, bytes[range].starts(with: magic) else {
      throw Failure(reason: "no zstd frame")
    }
    // Dictionary id, checksum flag, reserved and unused bits: the format has none of them.
    guard bytes[range.lowerBound + magic.count] & 0b0001_1111 == 0 else {
      throw Failure(reason: "a zstd frame with a dictionary, a checksum or reserved bits")
    }
    guard let context = ZSTD_createDCtx() else { throw Failure(reason: "no memory") }
    defer { ZSTD_freeDCtx(context) }
    let window = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(FormatCaps.windowLog))
    guard ZSTD_isError(window) == 0 else { throw Failure(reason: "zstd can't bound its window") }

    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(chunk, size + 1))
    var consumed = range.lowerBound
    while true {
      let (result, produced) = step(context, bytes, from: &consumed, to: range.upperBound, into: &buffer)
      guard ZSTD_isError(result) == 0 else {
        throw Failure(reason: "zstd says \(String(cString: ZSTD_getErrorName(result)))")
      }
      guard produced <= size - output.count else {
        throw Failure(reason: "it expands to more than the \(size) bytes declared")
      }
      output.append(contentsOf: buffer[..<produced])
      if result == 0 { break }
      guard consumed < range.upperBound || produced == buffer.count else {
        throw Failure(reason: "the zstd frame is cut off")
      }
    }
    guard consumed == range.upperBound else {
      throw Failure(reason: "\(range.upperBound - consumed) bytes after the zstd frame")
    }
    guard output.count == size else {
      throw Failure(reason: "it expands to \(output.count) bytes, not the \(size) declared")
    }
    return output
  }

  /// One call of the streaming decoder: what it says and how many bytes of `buffer` it filled.
  private static func step(
    _ context: OpaquePointer, _ bytes: [UInt8], from consumed: inout Int, to end: Int,
    into buffer: inout [UInt8]
  ) -> (result: Int, produced: Int) {
    bytes.withUnsafeBytes { source in
      buffer.withUnsafeMutableBytes { target in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: end, pos: consumed)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let result = ZSTD_decompressStream(context, &output, &input)
        consumed = input.pos
        return (result, output.pos)
      }
    }
  }
}
