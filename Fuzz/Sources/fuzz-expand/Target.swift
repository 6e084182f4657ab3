internal import FuzzKit
internal import HabaFormat

/// Sealed bytes, and where they are an archive, all of its images.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let sealed = Seal.closing(input)
  if let archive = Checks.read(sealed) { Checks.expand(archive, readFrom: sealed) }
  return 0
}
