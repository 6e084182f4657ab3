import HabaData
import HabaFormat
import Testing

@Suite struct `Contact sheet` {
  private let shape = ImageShape(channels: 1, height: 48, width: 32)

  /// A sheet whose images each have one level: `base * 10 + column`.
  private func draw(_ sheet: ContactSheet) -> [UInt8] {
    sheet.pixels { base, column in
      [UInt8](repeating: UInt8(truncatingIfNeeded: base * 10 + column), count: shape.count)
    }
  }

  /// Levels in a sheet row, each run once, without the background.
  private func levels(_ sheet: ContactSheet, _ pixels: [UInt8], row: Int) -> [UInt8] {
    var found: [UInt8] = []
    for column in 0..<sheet.shape.width {
      let level = pixels[row * sheet.shape.width + column]
      if level != 250, found.last != level { found.append(level) }
    }
    return found
  }

  @Test func `bases go down and hallucinators across, enlarged by a whole factor`() {
    let sheet = ContactSheet(image: shape, labels: [0, 0], columns: 3)
    let pixels = draw(sheet)
    #expect(pixels.count == sheet.shape.count)
    #expect(sheet.scale == 2)
    #expect(sheet.rows == [0, 1])
    // Two rows of 48 and three columns of 32 pixels, doubled, with a border of 8 and gaps of 2.
    #expect(sheet.shape == ImageShape(channels: 1, height: 2 * 96 + 2 + 16, width: 3 * 64 + 2 * 2 + 16))
    #expect(levels(sheet, pixels, row: 8 + 50) == [0, 1, 2])
    #expect(levels(sheet, pixels, row: 8 + 96 + 2 + 50) == [10, 11, 12])
    for level in [0, 1, 2, 10, 11, 12] as [UInt8] { #expect(pixels.count { $0 == level } == 4 * shape.count) }
  }

  @Test func `an image keeps its channels and its rows`() {
    let colour = ImageShape(channels: 3, height: 1, width: 2)
    let sheet = ContactSheet(image: colour, labels: [0], columns: 1)
    let pixels = sheet.pixels { _, _ in [1, 2, 3, 4, 5, 6] }
    #expect(sheet.scale == 4)
    let plane = sheet.shape.height * sheet.shape.width
    for (channel, pair) in [[1, 2], [3, 4], [5, 6]].enumerated() {
      for row in 8..<12 {
        let start = channel * plane + row * sheet.shape.width + 8
        #expect(Array(pixels[start..<start + 8]) == pair.flatMap { [UInt8](repeating: UInt8($0), count: 4) })
      }
    }
  }

  @Test func `classes stay together whatever the order of the bases`() {
    let sheet = ContactSheet(image: shape, labels: [1, 0, 1, 0], columns: 1)
    #expect(sheet.rows == [1, 3, 0, 2])
    #expect(sheet.classes == [0, 1])
  }

  @Test func `many classes go on in further panels`() {
    let sheet = ContactSheet(image: shape, labels: (0..<40).map { $0 / 4 }, columns: 2)
    #expect(sheet.panels > 1)
    #expect(sheet.shape.height < 3 * sheet.shape.width)
    let pixels = draw(ContactSheet(image: shape, labels: Array(0..<20), columns: 1))
    for base in 0..<20 { #expect(pixels.count { $0 == base * 10 % 256 } >= 4 * shape.count) }
  }

  @Test(arguments: [
    (bases: 100_000, classes: 10, columns: 5), (bases: 65_536, classes: 65_536, columns: 5),
    (bases: 10, classes: 10, columns: 65_536),
  ])
  func `a big archive is shown in part`(bases: Int, classes: Int, columns: Int) {
    let sheet = ContactSheet(image: shape, labels: (0..<bases).map { $0 % classes }, columns: columns)
    #expect(sheet.shape.height * sheet.shape.width <= 16_000_000)
    #expect(!sheet.rows.isEmpty)
    #expect(sheet.columns >= 1)
  }

  @Test func `an image that is larger than the sheet may be is still shown`() {
    let large = ImageShape(channels: 1, height: 100, width: 100)
    let sheet = ContactSheet(image: large, labels: [0, 1], columns: 2, maximumPixels: 1000)
    #expect(sheet.rows == [0])
    #expect(sheet.columns == 1)
    #expect(sheet.scale == 1)
  }
}
