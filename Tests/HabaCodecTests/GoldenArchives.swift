import Foundation
import HabaCodec
import HabaData
import HabaFormat
import Testing

/// An untrained archive of known data, and digests of what an earlier version made of it.
///
/// A digest is the first 16 digits of a SHA-256.
struct GoldenArchive: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let data: @Sendable () throws -> DataSet
  let change: @Sendable (inout CompressOptions) -> Void
  /// Of everything that the archive says, as `canonicalText` lists it.
  let content: String
  /// Of the pixels of all its images, `[N, C, H, W]`.
  let pixels: String
  /// Of the file, encoder's version left out; nil where a section lies in a zstd frame, whose bytes are zstd's own affair.
  let file: String?

  init(
    _ name: String, _ data: @escaping @Sendable () throws -> DataSet, content: String, pixels: String, file: String?,
    _ change: @escaping @Sendable (inout CompressOptions) -> Void = { _ in }
  ) {
    testDescription = name
    self.data = data
    self.change = change
    self.content = content
    self.pixels = pixels
    self.file = file
  }

  /// The archive, made anew.
  func made() throws -> Archive {
    var options = CompressOptions()
    options.effort = 1
    change(&options)
    var archive = try Compressor(dataSet: data(), options: options).run(progress: { _ in }, isCancelled: { false })
      .archive
    // A new version of the encoder changes no more than its name.
    archive.provenance.encoder = "habazip"
    return archive
  }

  static let all: [GoldenArchive] = [
    GoldenArchive(
      "the drawn data set", GoldenData.main, content: "677077f2838c13fe", pixels: "339e5c5b4b81c259",
      file: "3f5637734ef14210"),
    GoldenArchive("a small budget", GoldenData.main, content: "c5bc60f7f0c490df", pixels: "e88040ef5ec41cc9", file: nil)
    {
      $0.budget = 12_000
    },
    GoldenArchive(
      "a part held out", GoldenData.main, content: "622b35478597201f", pixels: "c9dc112da898fca1",
      file: "2603546dde06c900"
    ) {
      ($0.holdOut, $0.seed, $0.budget) = (HoldOut.Share("20%"), 7, 60_000)
    },
    GoldenArchive(
      "plain distillation", GoldenData.main, content: "e7ce7d059f89875f", pixels: "32d94891d678641c",
      file: "ff88143704e5f315"
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(0), 1, 6)
    },
    GoldenArchive(
      "grey images, 3 bits", { GoldenData.drawn(4, 12, 1, 28, 28) }, content: "a7c4824b335540bc",
      pixels: "525812bc60f0fbef", file: "ce03b41b04ab3440"
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(3), 3, 3)
    },
    GoldenArchive(
      "grey images for a budget", { GoldenData.drawn(4, 12, 1, 28, 28) }, content: "5cf72b842bc1157a",
      pixels: "01e220032515186f", file: nil
    ) {
      $0.budget = 20_000
    },
    GoldenArchive(
      "8 bits", { GoldenData.drawn(3, 6, 3, 8, 8) }, content: "2905c0e40b58ffdb", pixels: "b4d3633ffea40375",
      file: "205c59b32fe4a302"
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(2), 2, 8)
    },
    GoldenArchive(
      "16 bits", { GoldenData.drawn(3, 6, 3, 8, 8) }, content: "69c5750d0a6eeab5", pixels: "f1f3e3bf6286cc80",
      file: "b7b7a78364ea27df"
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(1), 1, 16)
    },
    GoldenArchive(
      "the last seed, and metadata", { GoldenData.drawn(3, 6, 3, 8, 8) }, content: "6ecf320fc276ec30",
      pixels: "e67ad223430047ab", file: "4f75d69f64db53f2"
    ) {
      ($0.seed, $0.metadata) = (.max, ["licence": "CC0", "title": "Drawn"])
    },
    GoldenArchive(
      "more bases than images", { GoldenData.drawn(2, 3, 3, 8, 8) }, content: "172d276ecf1ed5c4",
      pixels: "3a1fc691b2c82892", file: nil
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(2), 7, 4)
    },
    GoldenArchive(
      "100 classes without names", { GoldenData.drawn(100, 2, 3, 8, 8, named: false) }, content: "8b5fdaad822c62c2",
      pixels: "be884331cd16bfe4", file: nil
    ) {
      $0.budget = 25_000
    },
    GoldenArchive(
      "images that are no squares", { GoldenData.drawn(3, 5, 3, 5, 9) }, content: "152a22a19c815bcc",
      pixels: "9e77b3f57c79763e", file: "7e9a1508ed75caee"
    ) {
      ($0.hallucinators, $0.basesPerClass, $0.bits) = (.fixed(5), 2, 2)
    },
    GoldenArchive(
      "images of 64x64", { GoldenData.drawn(2, 5, 3, 64, 64) }, content: "3758af7b86636d59", pixels: "1c18ed7f0246c0c0",
      file: nil),
    GoldenArchive(
      "hallucinators or none", { GoldenData.drawn(3, 6, 3, 8, 8) }, content: "f9e6ac6d8c7960b6",
      pixels: "622b91840da121a2", file: "22d7e59967416a3c"
    ) {
      ($0.hallucinators, $0.budget) = (.automatic, 4000)
    },
    GoldenArchive(
      "bases in parts, smaller than images", { GoldenData.drawn(3, 10, 3, 13, 14) }, content: "aebac655cc912e1f",
      pixels: "72e794aa34412e1e", file: "74b4aeab48a8867c"
    ) {
      ($0.formation, $0.hallucinators, $0.basesPerClass) = (3, .fixed(2), 1)
    },
    GoldenArchive(
      "bases in parts of one channel", GoldenData.main, content: "7eb6ea337688873c", pixels: "a224a955d56b4737",
      file: nil
    ) {
      ($0.formation, $0.baseChannels, $0.budget) = (2, 1, 12_000)
    },
    GoldenArchive(
      "unequal images on black", GoldenData.padded, content: "74df75ffd7d06e40", pixels: "d0e0f736a31ff3dc", file: nil
    ) {
      $0.budget = 8000
    },
  ]
}

/// Data that are the same everywhere and at all times.
enum GoldenData {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures").path

  @Sendable static func main() throws -> DataSet { try DataSet.open(fixtures + "/main", split: .train) }

  /// PNG files of several sizes, brought to 12x10.
  @Sendable static func padded() throws -> DataSet {
    var options = ReadOptions()
    options.fitting = Fitting(width: 12, height: 10, fit: .pad)
    return try DataSet.open(fixtures + "/kinds/unequal", split: .train, options: options)
  }

  /// Waves of the class's own with the image's own phase, in whole numbers: by label, `perClass` images of `[c, h, w]`.
  static func drawn(
    _ classes: Int, _ perClass: Int, _ c: Int, _ h: Int, _ w: Int, named: Bool = true
  ) -> DataSet {
    var pixels: [UInt8] = []
    for label in 0..<classes {
      for index in 0..<perClass {
        for channel in 0..<c {
          for (y, x) in (0..<h * w).map({ $0.quotientAndRemainder(dividingBy: w) }) {
            let wave = (x * (label + 1) + y * (3 + label % 5) + index * 7 + channel * channel * 5) % 31
            pixels.append(UInt8(wave * wave / 5 + (x * y + 13 * index) % 60))
          }
        }
      }
    }
    return DataSet(
      path: "drawn", shape: ImageShape(channels: c, height: h, width: w),
      classNames: named ? (0..<classes).map { "class \($0)" } : nil, classCount: classes,
      labels: (0..<classes * perClass).map { $0 / perClass }, pixels: pixels)
  }
}
