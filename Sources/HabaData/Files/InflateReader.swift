internal import CZlib

/// The content of gzip or zlib data, unpacked as it is read.
final class InflateReader: ByteSource {
  /// How the data are wrapped.
  enum Wrapping {
    /// A gzip file: one member or more.
    case gzip
    /// A single zlib stream.
    case zlib
  }

  private(set) var offset = 0
  private let file: FileReader
  private let wrapping: Wrapping
  /// Where the packed data end in the file.
  private let end: Int
  // zlib keeps a pointer to the stream, and the stream one into the input: both must stay where they are.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var isDone = false

  /// Unpacks `count` bytes from the file's present offset on.
  init(_ file: FileReader, count: Int, wrapping: Wrapping) throws(DataError) {
    self.file = file
    self.wrapping = wrapping
    end = file.offset + count
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: 1 << 16)
    let windowBits: Int32 = wrapping == .gzip ? 15 + 16 : 15
    let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { throw .damagedPacking(path: file.path, reason: "zlib does not start (\(status))") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  var path: String { file.path }

  var mostBytes: Int {
    // Deflate packs 258 bytes in no less than 2 bits.
    (Int(stream.pointee.avail_in) + max(0, end - file.offset)) * 1032 + (1 << 16)
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(DataError) -> Int {
    var done = 0
    while done < count && !isDone {
      var status = Z_OK
      let hadInput = try refill()
      let block = [UInt8](unsafeUninitializedCapacity: min(1 << 16, count - done)) { buffer, initialized in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        status = inflate(stream, Z_NO_FLUSH)
        initialized = buffer.count - Int(stream.pointee.avail_out)
      }
      bytes.append(contentsOf: block)
      done += block.count
      try check(status, progress: hadInput || !block.isEmpty)
    }
    offset += done
    return done
  }

  /// Fills the input where it is used up; false where nothing is left.
  private func refill() throws(DataError) -> Bool {
    if stream.pointee.avail_in > 0 { return true }
    var packed: [UInt8] = []
    let count = try file.read(max(0, min(input.count, end - file.offset)), into: &packed)
    if count == 0 { return false }
    _ = input.update(fromContentsOf: packed)
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(count)
    return true
  }

  private func check(_ status: Int32, progress: Bool) throws(DataError) {
    switch status {
    case Z_OK, Z_BUF_ERROR:
      if !progress { throw .damagedPacking(path: path, reason: "they end early") }
    case Z_STREAM_END:
      // Another gzip member may follow.
      if wrapping == .gzip, try refill() {
        inflateReset(stream)
      } else {
        isDone = true
      }
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw .damagedPacking(path: path, reason: reason)
    }
  }
}
