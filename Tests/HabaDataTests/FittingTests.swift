import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct `Fitting images to a size` {
  // Scripts/figures/fitting.py, by Pillow 13.0.0.
  @Test(arguments: [
    (Fit.crop, 16, 12, "ede5078b"), (.crop, 7, 30, "c16e4b53"), (.crop, 3, 3, "dae33536"), (.crop, 40, 9, "64573a8d"),
    (.pad, 16, 12, "1907cb7e"), (.pad, 7, 30, "ccd54cdb"), (.pad, 3, 3, "fac1ede9"), (.pad, 40, 9, "4b3fa434"),
    (.stretch, 16, 12, "852d28eb"), (.stretch, 7, 30, "05cf243f"), (.stretch, 3, 3, "add64669"),
    (.stretch, 40, 9, "a19af459"),
  ])
  func `pixels are those of Pillow's crop, paste and resize`(fit: Fit, width: Int, height: Int, crc: String) throws {
    let set = try DataSet.open(Fixtures.kind("sizes"), split: .train, options: .sized(width, height, fit))
    #expect(set.shape == ImageShape(channels: 3, height: height, width: width))
    #expect(set.origin.fitting == Fitting(width: width, height: height, fit: fit))
    #expect(try set.crc == crc)
  }

  @Test func `files of many images are fitted as files of one are`() throws {
    let packed = try DataSet.open(Fixtures.kind("idx"), split: .train, options: .sized(4, 6, .crop))
    let scratch = try Scratch()
    let plain = try DataSet.open(Fixtures.kind("idx"), split: .train)
    for index in 0..<plain.count {
      let png = PNGWriter.encode(pixels: try plain.pixels(of: [index]), shape: plain.shape)
      try scratch.write("all/\(index).png", png)
    }
    let files = try DataSet.open(scratch.path, split: .test, options: .sized(4, 6, .crop))
    #expect(try packed.crc == files.crc)
  }

  @Test(arguments: [
    ([(4032, 3024), (3024, 4032), (4032, 3024)], (72, 48)), ([(1200, 900), (1000, 1000), (640, 640)], (64, 64)),
    ([(90, 30), (120, 40), (60, 20)], (32, 11)), ([(8, 8), (5, 9)], (5, 5)),
    ([(4, 4)] + Array(repeating: (90, 100), count: 5), (64, 64)), ([(2, 2), (1, 1)], (3, 3)),
  ])
  func `the size that is proposed has the ratio of most and is no larger than most`(
    sizes: [(Int, Int)], proposed: (Int, Int)
  ) throws {
    let scratch = try Scratch()
    for (index, size) in sizes.enumerated() {
      let shape = ImageShape(channels: 1, height: size.1, width: size.0)
      let png = PNGWriter.encode(pixels: [UInt8](repeating: 9, count: shape.count), shape: shape)
      try scratch.write("\(index % 2)/\(index).png", png)
    }
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
    guard case .needsSize(let problem) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((problem.proposed.width, problem.proposed.height) == proposed)
  }
}
