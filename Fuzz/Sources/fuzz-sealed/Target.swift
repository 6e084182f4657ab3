internal import FuzzKit
internal import HabaFormat

/// Bytes whose sizes and checksums are put right first, so that what is inside is what gets tested.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let sealed = Seal.closing(input)
  if let archive = Checks.read(sealed) { Checks.writeAgain(archive, readFrom: sealed) }
  return 0
}
