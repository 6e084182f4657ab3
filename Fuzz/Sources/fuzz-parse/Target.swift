internal import FuzzKit
internal import HabaFormat

/// Bytes as they are: most runs end at the magic or a checksum, as they must.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  if let archive = Checks.read(input) { Checks.writeAgain(archive, readFrom: input) }
  return 0
}
