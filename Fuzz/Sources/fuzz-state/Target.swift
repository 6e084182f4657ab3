internal import HabaCodec
internal import HabaTensor

/// State files, as they are and without the need of checksums; what begins with a header gets its length first. Whatever is read
/// must be the same when it is written and read again, and may be a checkpoint.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  _ = read(input, requireChecksum: true)
  for bytes in [input, closing(input)] {
    guard let file = read(bytes, requireChecksum: false) else { continue }
    writeAgain(file)
    checkpoint(bytes)
  }
  return 0
}

/// The memory that reading may take here: small, so that a file that gets around it is noticed.
private let limit = 4 << 20

private func read(_ bytes: [UInt8], requireChecksum: Bool) -> StateFile? {
  do {
    return try StateFile(parsing: bytes, limit: limit, requireChecksum: requireChecksum)
  } catch {
    check(error.description)
    return nil
  }
}

/// A refusal must have something to say, in one line.
private func check(_ description: String) {
  precondition(!description.isEmpty && !description.contains("\n"))
}

/// The length of the header, which ends with the last brace, before a file that begins with it.
private func closing(_ bytes: [UInt8]) -> [UInt8] {
  guard let end = bytes.lastIndex(of: UInt8(ascii: "}")), bytes.first == UInt8(ascii: "{") else { return bytes }
  return (0..<8).map { UInt8(truncatingIfNeeded: (end + 1) >> ($0 * 8)) } + bytes
}

private func writeAgain(_ file: StateFile) {
  do {
    let bytes = file.serialized()
    let again = try StateFile(parsing: bytes)
    precondition(again.metadata == file.metadata && again.tensors.names == file.tensors.names)
    precondition(again.serialized() == bytes, "content changed by writing it")
  } catch {
    preconditionFailure("read, but not written: \(error)")
  }
}

/// What says that it is a checkpoint is one, or is refused.
private func checkpoint(_ bytes: [UInt8]) {
  do {
    let reader = try StateFileReader(fileBytes: bytes.count, limit: limit, requireChecksum: false) {
      range throws(StateFileError) in Array(bytes[range])
    }
    let checkpoint = try Checkpoint(reading: reader)
    let file = try checkpoint.file()
    precondition(file.metadata["clock.steps"] == "\(checkpoint.steps)")
  } catch let error as CheckpointError {
    check(error.description)
  } catch let error as StateFileError {
    // The checkpoint's own words may make a name too long, or too many of them.
    check(error.description)
  } catch {
    preconditionFailure("an error of no kind: \(error)")
  }
}
