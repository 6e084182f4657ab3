internal import HabaData
internal import HabaFormat

/// A data set of `fixtures/damaged` that must be refused.
public struct DamagedFixture: Sendable, CustomStringConvertible {
  /// Its files.
  public let folder: FixtureFolder
  /// The file or folder that the message must name, relative; empty for the data set itself.
  public let culprit: String
  /// A part of the message that says what is wrong.
  public let says: String

  /// The folder's name.
  public var description: String { folder.name }

  private init(_ name: String, culprit: String, says: String, _ files: [FixtureFile]) {
    folder = FixtureFolder(name, files)
    self.culprit = culprit
    self.says = says
  }

  /// All of them; an empty folder can't be among them, for git keeps none.
  public static let all = folders + images + packed

  // MARK: What a folder lacks

  private static let folders = [
    DamagedFixture(
      "one-class", culprit: "", says: "one class only (a)", [png("a/0.png", 0), png("a/1.png", 1)]),
    DamagedFixture("one-image", culprit: "", says: "one class only (a)", [png("a/0.png", 0)]),
    DamagedFixture(
      "empty-class", culprit: "", says: "class b has no image",
      [png("a/0.png", 0), FixtureFile("b/notes.txt", Array("no image\n".utf8)), png("c/0.png", 1)]),
    DamagedFixture(
      "no-classes", culprit: "", says: "expected a folder of PNG, JPEG or WebP images for each class",
      [png("0.png", 0), png("1.png", 1)]),
    DamagedFixture(
      "unequal-sizes", culprit: "b/0.png", says: "is 4x4",
      [
        png("a/0.png", 0),
        FixtureFile("b/0.png", KindsPNG(KindsFixture.picture(7, 5, 1, 1), .rgb).bytes),
      ]),
    DamagedFixture(
      "table-leads-out", culprit: "labels.csv", says: "line 3: ../b/0.png",
      [
        png("a/0.png", 0), png("b/0.png", 1),
        FixtureFile("labels.csv", Array("path,class,label\na/0.png,a,0\n../b/0.png,b,1\n".utf8)),
        FixtureFile("recipe.json", Array("{\"labels\":\"hard\",\"learning_rate\":null}\n".utf8)),
      ]),
    DamagedFixture(
      "table-label-gap", culprit: "labels.csv", says: "no image has the label 1",
      [
        png("a/0.png", 0), png("b/0.png", 1),
        FixtureFile("labels.csv", Array("path,class,label\na/0.png,a,0\nb/0.png,b,2\n".utf8)),
        FixtureFile("recipe.json", Array("{\"labels\":\"hard\",\"learning_rate\":null}\n".utf8)),
      ]),
  ]

  // MARK: Images

  private static let images: [DamagedFixture] = {
    func beside(_ name: String, _ file: String, _ bytes: [UInt8], says: String) -> DamagedFixture {
      DamagedFixture(
        name, culprit: file, says: says, [png("a/0.png", 0), png("b/0.png", 1), FixtureFile(file, bytes)])
    }
    func besideJPEG(_ name: String, _ bytes: [UInt8], says: String) -> DamagedFixture {
      let files = [
        FixtureFile("a/0.jpg", jpeg), FixtureFile("b/0.jpg", jpeg), FixtureFile("b/cut.jpg", bytes),
      ]
      return DamagedFixture(name, culprit: "b/cut.jpg", says: says, files)
    }
    let whole = png("", 2).bytes
    var checksum = whole
    checksum[checksum.count - 20] ^= 1
    return [
      beside(
        "text-named-png", "b/text.png", Array("This is no picture.\n".utf8), says: "no PNG, JPEG or WebP"),
      beside("nothing-named-jpg", "b/nothing.jpg", [], says: "no PNG, JPEG or WebP"),
      beside("png-truncated", "b/cut.png", Array(whole.prefix(whole.count * 2 / 3)), says: "ends early"),
      beside("png-header-truncated", "b/cut.png", Array(whole.prefix(20)), says: "ends early"),
      beside("png-checksum", "b/flip.png", checksum, says: "damaged PNG"),
      beside("png-bomb", "b/bomb.png", bomb(100_000), says: "declares 100000x100000 pixels"),
      beside(
        "png-bomb-within-31-bits", "b/bomb.png", bomb(0x7FFF_FFFF), says: "declares 2147483647x2147483647"),
      beside("png-no-size", "b/none.png", bomb(0), says: "declares 0x0 pixels"),
      besideJPEG("jpeg-truncated", Array(jpeg.prefix(jpeg.count * 2 / 3)), says: "ends early"),
      besideJPEG(
        "jpeg-closed-early", Array(jpeg.prefix(jpeg.count * 2 / 3)) + [0xFF, 0xD9], says: "damaged JPEG"),
      beside("jpeg-header-truncated", "b/cut.jpg", Array(jpeg.prefix(12)), says: "ends early"),
      beside("jpeg-bomb", "b/bomb.jpg", jpegBomb(jpeg), says: "declares 65500x65500 pixels"),
      beside("webp-truncated", "b/cut.webp", KindsWebP.lossyAlpha.dropLast(30), says: "ends early"),
      beside("webp-header-truncated", "b/cut.webp", Array(KindsWebP.lossyAlpha.prefix(15)), says: "ends early"),
      beside("webp-no-picture", "b/none.webp", noPicture, says: "does not start with a picture"),
      beside("webp-bomb", "b/bomb.webp", KindsWebP.bomb(1 << 24, 1 << 24), says: "declares 16777216x16777216 pixels"),
      beside("webp-canvas", "b/canvas.webp", KindsWebP.bomb(4, 4), says: "not put together as a WebP must be"),
    ]
  }()

  /// A WebP of Exif alone.
  private static let noPicture = Array("RIFF".utf8) + Bytes.little(12, 4) + Array("WEBPEXIF".utf8) + Bytes.little(0, 4)

  /// A PNG that declares a square of a side, with next to no data.
  private static func bomb(_ side: Int) -> [UInt8] {
    KindsPNG.signature + KindsPNG.chunk("IHDR", Bytes.big(side, 4) + Bytes.big(side, 4) + [8, 2, 0, 0, 0])
      + KindsPNG.chunk("IDAT", Stored.zlib([0, 0, 0, 0])) + KindsPNG.chunk("IEND", [])
  }

  /// A JPEG whose frame header declares 65,500 rows and columns.
  private static func jpegBomb(_ jpeg: [UInt8]) -> [UInt8] {
    var bytes = jpeg
    for start in bytes.indices.dropLast(9) where bytes[start] == 0xFF && bytes[start + 1] == 0xC0 {
      bytes.replaceSubrange(start + 5..<start + 9, with: Bytes.big(65_500, 2) + Bytes.big(65_500, 2))
      break
    }
    return bytes
  }

  private static func png(_ path: String, _ index: Int) -> FixtureFile {
    FixtureFile(path, KindsPNG(KindsFixture.picture(4, 4, index, index), .rgb).bytes)
  }

  /// A JPEG of 24x24 pixels.
  private static let jpeg =
    JPEGWriter.encode(
      pixels: KindsFixture.picture(24, 24, 1, 3).planes(3),
      shape: ImageShape(channels: 3, height: 24, width: 24),
      quality: 95) ?? []

  // MARK: Files of many images

  private static let packed: [DamagedFixture] = cifar + idx + svhn

  private static let cifar: [DamagedFixture] = {
    func record(_ label: Int, _ index: Int) -> [UInt8] {
      [UInt8(label)] + Array(repeating: UInt8(index), count: 3072)
    }
    return [
      DamagedFixture(
        "cifar10-length", culprit: "data_batch_1.bin", says: "has 6145 bytes, expected a multiple of 3073",
        [FixtureFile("data_batch_1.bin", record(0, 1) + record(1, 2).dropLast())]),
      DamagedFixture(
        "cifar10-label", culprit: "data_batch_1.bin", says: "label 10 of image 1 lies outside 0 to 9",
        [FixtureFile("data_batch_1.bin", record(0, 1) + record(10, 2))]),
      DamagedFixture(
        "cifar10-empty", culprit: "data_batch_1.bin", says: "has 0 bytes",
        [FixtureFile("data_batch_1.bin", [])]),
      DamagedFixture(
        "cifar100-length", culprit: "train.bin", says: "has 3073 bytes, expected a multiple of 3074",
        [FixtureFile("train.bin", record(0, 1))]),
    ]
  }()

  private static let idx: [DamagedFixture] = {
    let labels = KindsFixture.idxLabels([0, 1, 1])
    let images = KindsFixture.idxImages(4, 4, labels: [0, 1, 1])
    func pair(
      _ name: String, _ culprit: String, says: String, _ images: [UInt8], _ labels: [UInt8],
      ending: String = ""
    ) -> DamagedFixture {
      DamagedFixture(
        name, culprit: culprit, says: says,
        [
          FixtureFile("train-images-idx3-ubyte" + ending, images),
          FixtureFile("train-labels-idx1-ubyte" + ending, labels),
        ])
    }
    func lying(_ field: Int, _ value: Int) -> [UInt8] {
      var bytes = images
      bytes.replaceSubrange(4 * field..<4 * field + 4, with: Bytes.big(value, 4))
      return bytes
    }
    var flipped = Stored.gzip(images)
    flipped[flipped.count - 12] ^= 1
    let imageName = "train-images-idx3-ubyte"
    let packedLabels = Stored.gzip(labels)
    return [
      pair("idx-count", imageName, says: "has 4 images, but", lying(1, 4), labels),
      pair("idx-rows", imageName, says: "has 64 bytes, expected 76 by its header", lying(2, 5), labels),
      pair("idx-huge", imageName, says: "expected 1 to 65535", lying(3, 0xFFFF_FFFF), labels),
      pair("idx-no-rows", imageName, says: "expected 1 to 65535", lying(2, 0), labels),
      pair("idx-magic", imageName, says: "is 0x00000802, expected 0x00000803", lying(0, 0x802), labels),
      pair("idx-longer", imageName, says: "has 65 bytes, expected 64", images + [0], labels),
      pair("idx-labels-count", imageName, says: "but", images, KindsFixture.idxLabels([0, 1])),
      pair(
        "idx-labels-short", "train-labels-idx1-ubyte", says: "has 10 bytes, expected 11", images,
        labels.dropLast()),
      pair(
        "idx-gz-truncated", imageName + ".gz", says: "ends after", Stored.gzip(Array(images.dropLast(9))),
        packedLabels, ending: ".gz"),
      pair(
        "idx-gz-cut", imageName + ".gz", says: "they end early", Stored.gzip(images).dropLast(12),
        packedLabels,
        ending: ".gz"),
      pair(
        "idx-gz-longer", imageName + ".gz", says: "more than the 64 bytes", Stored.gzip(images + [1, 2]),
        packedLabels, ending: ".gz"),
      pair(
        "idx-gz-checksum", imageName + ".gz", says: "incorrect data check", flipped, packedLabels,
        ending: ".gz"),
      DamagedFixture(
        "idx-no-labels", culprit: "", says: "expected train-labels-idx1-ubyte",
        [FixtureFile(imageName, images)]),
    ]
  }()

  private static let svhn: [DamagedFixture] = {
    let pictures = (0..<3).map { KindsFixture.picture(4, 4, $0, $0) }
    let plain = KindsMAT(pictures: pictures, labels: [1, 2, 10], isCompressed: false)
    let name = "train_32x32.mat"
    func file(_ fixture: String, says: String, _ bytes: [UInt8]) -> DamagedFixture {
      DamagedFixture(fixture, culprit: name, says: says, [FixtureFile(name, bytes)])
    }
    func changed(_ change: (inout KindsMAT) -> Void) -> [UInt8] {
      var mat = plain
      change(&mat)
      return mat.bytes
    }
    let packed = changed { $0.isCompressed = true }
    var flipped = packed
    flipped[260] ^= 1
    return [
      file("svhn-truncated", says: "that its header declares", Array(plain.bytes.prefix(200))),
      file(
        "svhn-header", says: "MATLAB 5, little-endian", Array("MATLAB".utf8) + Array(repeating: 0, count: 200)
      ),
      file("svhn-surplus", says: "expected type 2 of 192 bytes", changed { $0.surplus = 1 }),
      file("svhn-class", says: "expected class 9 (uint8)", changed { $0.imageClass = 6 }),
      file("svhn-type", says: "expected type 2 of 144 bytes", changed { $0.imageType = 4 }),
      file(
        "svhn-label", says: "label 11 of image 2 lies outside 1 to 10", changed { $0.labels = [1, 2, 11] }),
      file("svhn-labels-count", says: "3 images, but", changed { $0.labels = [1, 2] }),
      file("svhn-cut", says: "that its header declares", Array(packed.dropLast(30))),
      file("svhn-checksum", says: "incorrect data check", flipped),
    ]
  }()
}
