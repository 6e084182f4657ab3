import Foundation
import Testing

@testable import habazip

@Suite struct `Sizes and times on the command line` {
  @Test(arguments: [
    ("123000", 123_000), ("0", 0), ("12KB", 12_000), ("12kb", 12_000), ("12KiB", 12_288),
    ("1.5MB", 1_500_000),
    ("1.5MiB", 1_572_864), ("2GiB", 2_147_483_648), ("7B", 7), ("0.0004KB", 0),
  ])
  func `a size is what its unit says, rounded down`(text: String, bytes: Int) throws {
    #expect(try ByteSize(parsing: text).bytes == bytes)
  }

  @Test(arguments: [
    "", "KB", "12K", "12M", "-1", "+1", "1e3", "1.5.5KB", ".5KB", "1.KB", "12 KB", "12TB", "0x10",
    "99999999999999999999",
    "9999999999GiB", "1.0123456789KB", "١٢",
  ])
  func `what is no size is refused, whatever its length`(text: String) {
    #expect(throws: (any Error).self) { try ByteSize(parsing: text) }
  }

  @Test(arguments: [
    ("90s", 90.0), ("10m", 600), ("2h", 7200), ("1.5h", 5400), ("45", 45), ("720h", 2_592_000),
  ])
  func `a time is what its unit says, seconds without one`(text: String, seconds: Double) throws {
    #expect(try TimeSpan(parsing: text).seconds == seconds)
  }

  @Test(arguments: ["", "s", "0s", "-5s", "10x", "10M", "721h", "nan", "inf", "1e3s", "1..5s", "10 m"])
  func `what is no time, or none that a run may take, is refused`(text: String) {
    #expect(throws: (any Error).self) { try TimeSpan(parsing: text) }
  }

  @Test func `an image size is width, then height`() throws {
    let size = try PixelSize(parsing: "40x30")
    #expect(size.width == 40)
    #expect(size.height == 30)
  }

  @Test(arguments: ["", "0", "x", "32x", "0x32", "32x0", "-1x2", "32X32", "32x32x3", "16385x1", "a x b"])
  func `what is no image size is refused`(text: String) {
    #expect(throws: (any Error).self) { try PixelSize(parsing: text) }
  }

  @Test(arguments: [
    (7.25, "7.2 s"), (59.94, "59.9 s"), (65.0, "1:05 min"), (3600, "1:00 h"), (9000, "2:30 h"),
  ])
  func `times are shown in the unit that fits`(seconds: Double, text: String) {
    #expect(TimeSpan.display(seconds) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
  func `long numbers have a comma at every thousand`(value: Int, text: String) {
    #expect(Decimals.grouped(value) == text)
  }
}

@Suite struct `Text from outside` {
  @Test(arguments: [
    ("plain é 猫", "plain é 猫"), ("a\nb", "a\\u{a}b"), ("\u{1B}[31mred", "\\u{1b}[31mred"),
    ("\u{7F}", "\\u{7f}"),
    ("\u{202E}gpj", "\\u{202e}gpj"), ("\u{9B}2J", "\\u{9b}2J"),
  ])
  func `nothing in a name reaches the terminal as a control`(text: String, shown: String) {
    #expect(Display.escaped(text) == shown)
  }
}

@Suite struct `JSON` {
  @Test func `members keep their order and numbers are raw`() {
    let value: JSONValue = [
      "b": 1, "a": [.double(0.1), .double(1e300), .null, true], "seed": .unsigned(.max),
    ]
    #expect(value.text == #"{"b":1,"a":[0.1,1e+300,null,true],"seed":18446744073709551615}"#)
  }

  @Test func `text is escaped, control characters and direction marks included`() {
    #expect(JSONValue.string("a\"\\\n\u{1B}\u{202E}猫").text == "\"a\\\"\\\\\\n\\u001b\\u202e猫\"")
  }

  @Test func `what JSON has no number for is null`() {
    #expect(JSONValue.array([.double(.nan), .double(.infinity)]).text == "[null,null]")
  }
}

@Suite struct `Paths as words` {
  @Test(arguments: [
    ("/a/b", "/a/b"), ("/a/b/", "/a/b"), ("//a//b", "/a/b"), ("/a/./b/.", "/a/b"), ("/a/../b", "/b"),
    ("/..", "/"), ("/", "/"), ("/a/b/../../..", "/"),
  ])
  func `an absolute one loses what says nothing`(path: String, expected: String) {
    #expect(PathName.absolute(path) == expected)
  }

  @Test func `another starts at the working folder`() {
    let here = FileManager.default.currentDirectoryPath
    #expect(PathName.absolute("a/./b") == (here == "/" ? "" : here) + "/a/b")
    #expect(PathName.absolute("") == here)
  }
}

@Suite struct `Numbers for people` {
  @Test(arguments: [0, -0.0, 1, 0.5, 1.005, -2.675, 12345.6789, 1e-9, 1e22, -Double.greatestFiniteMagnitude])
  func `have the digits of C's printf`(value: Double) {
    for places in [0, 1, 2, 4, 12] {
      #expect(Decimals.fixed(value, places) == String(format: "%.\(places)f", value))
    }
  }
}
