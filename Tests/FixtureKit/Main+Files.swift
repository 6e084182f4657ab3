internal import Foundation
internal import HabaData
internal import HabaFormat

extension MainFixture {
  /// Pixels of a picture: 3 channels, 32 high, 32 wide.
  static let shape = ImageShape(channels: 3, height: side, width: side)

  /// The path of one picture below the fixtures' folder.
  public static func path(split: Split, classIndex: Int, index: Int) -> String {
    let digits = String(index)
    let number = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    return "main/\(split.rawValue)/\(classNames[classIndex])/\(number).png"
  }
}

/// Draws the demo's data set, `main/{train,test}/<class>/<number>.png`, below `folder`.
public func drawMain(into folder: String) throws {
  let root = URL(fileURLWithPath: folder, isDirectory: true)
  for split in MainFixture.Split.allCases {
    for classIndex in MainFixture.classNames.indices {
      for index in 0..<split.count {
        let pixels = MainFixture.image(split: split, classIndex: classIndex, index: index)
        let path = MainFixture.path(split: split, classIndex: classIndex, index: index)
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(PNGWriter.encode(pixels: pixels, shape: MainFixture.shape)).write(to: file)
      }
    }
  }
}
