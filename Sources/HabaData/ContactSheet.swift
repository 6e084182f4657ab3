public import HabaFormat

/// A picture of an archive: bases down, hallucinators across, classes set apart by wider gaps.
///
/// Where the rows would make a strip much taller than wide, they go on in further panels to the right. Small images
/// are enlarged by whole factors without smoothing. An archive too big for the sheet is shown in part: fewer bases of
/// each class first, then fewer columns, then fewer classes.
public struct ContactSheet: Sendable {
  /// The shape of the whole sheet, `[C, H, W]`.
  public let shape: ImageShape
  /// How many sheet pixels one image pixel is wide and high.
  public let scale: Int
  /// The bases shown, as indices into `labels`, from the top of the first panel to the bottom of the last.
  public let rows: [Int]
  /// The hallucinators shown in each row.
  public let columns: Int
  /// The classes shown, in ascending order.
  public let classes: [Int]
  /// The panels that the rows are spread over.
  public let panels: Int

  private let image: ImageShape
  /// Where each row's first image starts: the sheet's row and column.
  private let origins: [(y: Int, x: Int)]

  /// Plans a sheet.
  ///
  /// - Parameters:
  ///   - image: the shape of every image.
  ///   - labels: the class of each base, in the archive's order.
  ///   - columns: images of one base: its parts' hallucinators, or 1 where there are neither.
  ///   - maximumPixels: the most pixels that the sheet may have, unless one image alone has more.
  public init(image: ImageShape, labels: [Int], columns: Int, maximumPixels: Int = 16_000_000) {
    let groups = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
    var scale = min(4, max(1, 96 / max(1, image.height, image.width)))
    var perClass = max(1, groups.map(\.value.count).max() ?? 1)
    var columns = max(1, columns)
    var classCount = groups.count
    func layout() -> Layout {
      Layout(
        image: image, scale: scale, columns: columns,
        groups: groups.prefix(classCount).map { min(perClass, $0.value.count) })
    }
    var best = layout()
    while best.area > maximumPixels && scale > 1 {
      scale -= 1
      best = layout()
    }
    // Halving first finds the neighbourhood fast; what is lost by it is not worth a finer search.
    while best.area > maximumPixels && perClass > 1 {
      perClass /= 2
      best = layout()
    }
    while best.area > maximumPixels && columns > 1 {
      columns /= 2
      best = layout()
    }
    while best.area > maximumPixels && classCount > 1 {
      classCount /= 2
      best = layout()
    }
    self.image = image
    self.scale = scale
    self.columns = columns
    self.classes = groups.prefix(classCount).map(\.key)
    self.rows = groups.prefix(classCount).flatMap { $0.value.prefix(perClass) }
    self.panels = best.panels
    self.origins = best.origins
    self.shape = ImageShape(channels: image.channels, height: best.height, width: best.width)
  }

  /// Draws the sheet: pixels `[C, H, W]`, with `shape`.
  ///
  /// Each base is asked for once, its columns from left to right.
  ///
  /// - Parameter imageAt: gives the pixels `[C, H, W]` of a base (an index into `labels`) in a column. An image of a
  ///   wrong length is left out.
  public func pixels(_ imageAt: (_ base: Int, _ column: Int) throws -> [UInt8]) rethrows -> [UInt8] {
    var sheet = [UInt8](repeating: Self.background, count: shape.count)
    for (base, origin) in zip(rows, origins) {
      for column in 0..<columns {
        let pixels = try imageAt(base, column)
        guard pixels.count == image.count else { continue }
        draw(
          pixels, into: &sheet, top: origin.y, left: origin.x + column * (image.width * scale + Layout.gap))
      }
    }
    return sheet
  }

  /// Copies one image, enlarged, to its place.
  private func draw(_ pixels: [UInt8], into sheet: inout [UInt8], top: Int, left: Int) {
    var source = 0
    for channel in 0..<image.channels {
      for row in 0..<image.height {
        let first = (channel * shape.height + top + row * scale) * shape.width + left
        for column in 0..<image.width {
          for x in 0..<scale { sheet[first + column * scale + x] = pixels[source + column] }
        }
        // A copy: a slice would make every change copy the whole sheet.
        let line = Array(sheet[first..<(first + image.width * scale)])
        for y in 1..<max(1, scale) {
          let start = first + y * shape.width
          sheet.replaceSubrange(start..<(start + line.count), with: line)
        }
        source += image.width
      }
    }
  }

  private static let background: UInt8 = 250
}

/// Where the rows of a sheet lie.
private struct Layout {
  static let gap = 2
  static let classGap = 8
  static let panelGap = 16
  static let border = 8

  var width: Int
  var height: Int
  var panels: Int
  var origins: [(y: Int, x: Int)]

  /// The sheet's pixels, or the largest integer where they are beyond it.
  var area: Int {
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : area
  }

  /// Lays out `groups` (the rows of each class), in as many panels as make the sheet about as wide as high.
  init(image: ImageShape, scale: Int, columns: Int, groups: [Int]) {
    let rowHeight = image.height * scale + Self.gap
    let panelWidth = columns * (image.width * scale + Self.gap) - Self.gap
    let total = groups.reduce(0) { $0 + $1 * rowHeight + Self.classGap }
    var panels = 1
    while panels < groups.count && total / panels > (panelWidth + Self.panelGap) * panels * 4 / 3 {
      panels += 1
    }
    // Classes stay whole, so every panel takes the same number of them.
    let classesInPanel = (groups.count + panels - 1) / max(1, panels)
    var origins: [(y: Int, x: Int)] = []
    var bottom = 0
    var y = Self.border
    var x = Self.border
    for (index, rows) in groups.enumerated() {
      if index > 0 && index % classesInPanel == 0 {
        x += panelWidth + Self.panelGap
        y = Self.border
      } else if index > 0 {
        y += Self.classGap
      }
      for _ in 0..<rows {
        origins.append((y, x))
        y += rowHeight
      }
      bottom = max(bottom, y - Self.gap)
    }
    self.origins = origins
    self.panels = classesInPanel == 0 ? 1 : (groups.count + classesInPanel - 1) / classesInPanel
    width = x + panelWidth + Self.border
    height = max(bottom, Self.border) + Self.border
  }
}
