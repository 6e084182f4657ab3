import HabaTensor
import Testing

@Suite struct `A malformed state file` {
  @Test func `is not what the others are made of`() throws {
    let file = try StateFile(parsing: HandmadeStateFile().bytes)
    #expect(file.tensors.names == ["a", "b"])
    #expect(bits(file.tensors["b"]) == [0x7fc0_0123])
  }

  @Test func `is not one that takes the freedoms of JSON`() throws {
    var file = HandmadeStateFile()
    file.header = Array(
      #"""
      { "\u0061\ud83d\ude42\"\/\\\b\f\n\r\t" : { "data_offsets":[ 0 ,8 ] , "shape" : [2],"dtype":"F\u00332" },
      	"b":{"dtype":"F32","data_offsets":[8,12],"shape":[ ]},
      "__metadata__":{ "z":"\u00e9", "crc32c":"CHECKSUMS","a":"2"} }
      """#.utf8)
    let read = try StateFile(parsing: file.bytes)
    #expect(read.tensors.names == ["a🙂\"/\\\u{8}\u{c}\n\r\t", "b"])
    #expect(read.tensors.tensors.map(\.shape) == [[2], []])
    #expect(read.metadata == ["z": "é", "a": "2"])
  }

  @Test(
    arguments: MalformedCase.lengths + MalformedCase.syntax + MalformedCase.strings + MalformedCase.names
      + MalformedCase.fields + MalformedCase.places + MalformedCase.checksums)
  func `is refused for what is wrong with it`(malformed: MalformedCase) {
    var file = HandmadeStateFile()
    malformed.change(&file)
    let error = #expect(throws: malformed.error(file)) { _ = try StateFile(parsing: file.bytes) }
    #expect(error?.description.contains("\n") == false)
    #expect(error?.description.isEmpty == false)
    // Nor is it what others write, unless it lacks nothing but checksums.
    guard error != .noChecksum else { return }
    #expect(throws: malformed.error(file)) { _ = try StateFile(parsing: file.bytes, requireChecksum: false) }
  }

  @Test func `of fewer bytes than a length has is refused`() {
    for count in 0..<8 {
      #expect(throws: StateFileError.truncated(part: "the header's length", declared: 8, found: count)) {
        _ = try StateFile(parsing: [UInt8](repeating: 0, count: count))
      }
    }
  }

  @Test func `of more tensors than are allowed is refused`() {
    let most = 1 << 18
    let members = (0...most).map { #""\#($0)":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"# }
    let header = Array("{\(members.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    #expect(throws: StateFileError.limitExceeded(what: "tensors", allowed: most, declared: most + 1)) {
      _ = try StateFile(parsing: length + header, requireChecksum: false)
    }
  }
}
