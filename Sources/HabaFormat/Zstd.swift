internal import CZstd

/// One zstd frame in, one out: no dictionary, no checksum of its own, a bounded window.
enum Zstd {
  /// Why a frame was refused.
  struct Failure: Error {
    var reason: String
  }

  /// The level that sections are written with, as far as it takes no time that anyone notices.
  private static let level: Int32 = 19
  private static let quickLevel: Int32 = 6
  private static let quickFrom = 4 << 20

  /// The frame of `content`; nil where zstd has no memory for it.
  static func compressed(_ content: [UInt8]) -> [UInt8]? {
    guard let context = ZSTD_createCCtx() else { return nil }
    defer { ZSTD_freeCCtx(context) }
    let level = content.count < quickFrom ? level : quickLevel
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
}

/// Expands one zstd frame piece by piece, refusing what the format doesn't allow.
///
/// Memory grows with what really comes out, never with what is declared.
final class ZstdStream {
  private let context: OpaquePointer
  private let bytes: [UInt8]
  private let size: Int
  private let end: Int
  private var consumed: Int
  private var produced = 0
  private var isDone = false
  private var buffer: [UInt8]
  private var isStarted = false

  private static let magic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
  private static let pieceSize = 1 << 17

  /// Expands `bytes[range]`, which must give exactly `size` bytes.
  init(_ bytes: [UInt8], range: Range<Int>, size: Int) throws(Zstd.Failure) {
    let magic = ZstdStream.magic
    guard range.count > magic.count, bytes[range].starts(with: magic) else {
      throw Zstd.Failure(reason: "no zstd frame")
    }
    // Dictionary id, checksum flag, reserved and unused bits: the format has none of them.
    guard bytes[range.lowerBound + magic.count] & 0b0001_1111 == 0 else {
      throw Zstd.Failure(reason: "a zstd frame with a dictionary, a checksum or reserved bits")
    }
    guard let context = ZSTD_createDCtx() else { throw Zstd.Failure(reason: "no memory") }
    let window = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(FormatCaps.windowLog))
    guard ZSTD_isError(window) == 0 else {
      ZSTD_freeDCtx(context)
      throw Zstd.Failure(reason: "zstd can't bound its window")
    }
    self.context = context
    self.bytes = bytes
    self.size = size
    end = range.upperBound
    consumed = range.lowerBound
    buffer = Array(repeating: 0, count: min(ZstdStream.pieceSize, size + 1))
  }

  deinit {
    ZSTD_freeDCtx(context)
  }

  /// The next bytes; none when the frame has ended as it must.
  func next() throws(Zstd.Failure) -> [UInt8] {
    var filled = 0
    while !isDone && filled < buffer.count {
      let (result, count, isFull) = step(after: filled)
      guard ZSTD_isError(result) == 0 else {
        throw Zstd.Failure(reason: "zstd says \(String(cString: ZSTD_getErrorName(result)))")
      }
      guard count <= size - produced else {
        throw Zstd.Failure(reason: "it expands to more than the \(size) bytes declared")
      }
      produced += count
      filled += count
      isDone = result == 0
      guard isDone || consumed < end || isFull else {
        throw Zstd.Failure(reason: "the zstd frame is cut off")
      }
    }
    if isDone {
      guard consumed == end else {
        throw Zstd.Failure(reason: "\(end - consumed) bytes after the zstd frame")
      }
      guard produced == size else {
        throw Zstd.Failure(reason: "it expands to \(produced) bytes, not the \(size) declared")
      }
    }
    return Array(buffer[..<filled])
  }

  /// One call of the decoder: what it says, how many bytes it added to the buffer, and whether it had no room for more.
  private func step(after filled: Int) -> (result: Int, produced: Int, isFull: Bool) {
    // Where the first call had room for all of a frame that says its size, zstd would expand it in one go and look at
    // neither its window nor its blocks.
    let room = isStarted ? buffer.count : min(buffer.count, max(0, size - 1))
    isStarted = true
    return bytes.withUnsafeBytes { source in
      buffer.withUnsafeMutableBytes { target in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: end, pos: consumed)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: room, pos: filled)
        let result = ZSTD_decompressStream(context, &output, &input)
        consumed = input.pos
        return (result, output.pos - filled, output.pos == room)
      }
    }
  }
}
