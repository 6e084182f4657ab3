internal import HabaData
internal import HabaFormat

/// The data sets of `fixtures/kinds`: every kind but the demo's, each as a few tiny files.
public enum KindsFixture {
  /// All of them.
  public static let all: [FixtureFolder] = [
    cifar10, cifar100, idx, idxGzip, svhn, jpeg, webp, grey, mixed, nonsquare, unequal, sizes,
  ]

  /// CIFAR-10's binary version with three classes, and two training batches.
  private static let cifar10: FixtureFolder = {
    func batch(_ indices: Range<Int>) -> [UInt8] {
      indices.flatMap { index -> [UInt8] in
        [UInt8(index * 2 % 3)] + picture(32, 32, index * 2 % 3, index).planes(3)
      }
    }
    return FixtureFolder(
      "cifar10",
      [
        FixtureFile("batches.meta.txt", Array("airplane\nbird\ncat\n\n".utf8)),
        FixtureFile("data_batch_1.bin", batch(0..<4)),
        FixtureFile("data_batch_2.bin", batch(4..<6)),
        FixtureFile("test_batch.bin", batch(100..<103)),
        FixtureFile("readme.html", Array("<p>Of no account.</p>\n".utf8)),
      ])
  }()

  /// CIFAR-100's binary version with three fine classes; the coarse labels are others.
  private static let cifar100: FixtureFolder = {
    func records(_ indices: Range<Int>) -> [UInt8] {
      indices.flatMap { index -> [UInt8] in
        [UInt8(19 - index % 5), UInt8(index % 3)] + picture(32, 32, index % 3, index).planes(3)
      }
    }
    return FixtureFolder(
      "cifar100",
      [
        FixtureFile("fine_label_names.txt", Array("apple\r\naquarium_fish\r\nbaby\r\n".utf8)),
        FixtureFile("coarse_label_names.txt", Array("fruit\nfish\npeople\n".utf8)),
        FixtureFile("train.bin", records(200..<205)),
        FixtureFile("test.bin", records(300..<303)),
      ])
  }()

  /// MNIST's files, of 9 rows and 7 columns.
  private static let idx = FixtureFolder(
    "idx",
    [
      FixtureFile("train-images-idx3-ubyte", idxImages(7, 9, labels: [2, 0, 1, 1, 0, 2, 2])),
      FixtureFile("train-labels-idx1-ubyte", idxLabels([2, 0, 1, 1, 0, 2, 2])),
      FixtureFile("t10k-images-idx3-ubyte", idxImages(7, 9, labels: [1, 0, 1], from: 50)),
      FixtureFile("t10k-labels-idx1-ubyte", idxLabels([1, 0, 1])),
    ])

  /// EMNIST's letters are numbered from 1, and gzipped.
  private static let idxGzip = FixtureFolder(
    "idx-gz",
    [
      FixtureFile(
        "emnist-letters-train-images-idx3-ubyte.gz", Stored.gzip(idxImages(6, 8, labels: [3, 1, 1, 4]))),
      FixtureFile("emnist-letters-train-labels-idx1-ubyte.gz", Stored.gzip(idxLabels([3, 1, 1, 4]))),
      FixtureFile(
        "emnist-letters-test-images-idx3-ubyte.gz", Stored.gzip(idxImages(6, 8, labels: [4, 3], from: 60))),
      FixtureFile("emnist-letters-test-labels-idx1-ubyte.gz", Stored.gzip(idxLabels([4, 3]))),
    ])

  /// SVHN's files, of 12 rows and 10 columns; 10 is the digit 0.
  private static let svhn: FixtureFolder = {
    func file(_ labels: [Int], from start: Int, isCompressed: Bool) -> [UInt8] {
      let pictures = labels.indices.map { picture(10, 12, labels[$0], start + $0) }
      return KindsMAT(pictures: pictures, labels: labels, isCompressed: isCompressed).bytes
    }
    return FixtureFolder(
      "svhn",
      [
        FixtureFile(
          "train_32x32.mat", file([1, 9, 2, 10, 3, 5, 8, 4, 6, 7, 10, 1], from: 0, isCompressed: true)),
        FixtureFile("test_32x32.mat", file([5, 10, 2, 1], from: 70, isCompressed: false)),
      ])
  }()

  /// Colour, grey, CMYK and progressive JPEG, with endings in both cases.
  private static let jpeg: FixtureFolder = {
    func file(_ path: String, _ label: Int, _ index: Int, channels: Int = 3, progressive: Bool = false)
      -> FixtureFile
    {
      let pixels = picture(21, 18, label, index).planes(channels)
      let shape = ImageShape(channels: channels, height: 18, width: 21)
      return FixtureFile(
        path, JPEGWriter.encode(pixels: pixels, shape: shape, progressive: progressive) ?? [])
    }
    return FixtureFolder(
      "jpeg",
      [
        file("train/ant/1.jpg", 0, 1), file("train/ant/2.JPG", 0, 2, progressive: true),
        file("train/ant/3.jpeg", 0, 3, channels: 1), file("train/bee/1.JPEG", 1, 1),
        file("train/bee/2.jpe", 1, 2, channels: 4), file("test/ant/1.jpg", 0, 101),
        file("test/bee/1.jpg", 1, 101, channels: 1),
      ])
  }()

  /// Every type of WebP, with endings in both cases, and one under the name of a PNG.
  private static let webp = FixtureFolder(
    "webp",
    [
      FixtureFile("train/ant/1.webp", KindsWebP.lossy), FixtureFile("train/ant/2.WEBP", KindsWebP.lossless),
      FixtureFile("train/ant/3.webp", KindsWebP.cwebp), FixtureFile("train/bee/1.webp", KindsWebP.lossyAlpha),
      FixtureFile("train/bee/2.webp", KindsWebP.losslessAlpha), FixtureFile("train/bee/3.webp", KindsWebP.animation),
      FixtureFile("train/bee/4.webp", KindsWebP.withoutAlpha), FixtureFile("test/ant/1.webp", KindsWebP.withProfile),
      FixtureFile("test/bee/1.png", KindsWebP.lossy),
    ])

  /// Every type of grey PNG.
  private static let grey: FixtureFolder = {
    func file(_ name: String, _ index: Int, _ color: KindsPNG.Color, _ depth: Int, interlaced: Bool = false)
      -> FixtureFile
    {
      let png = KindsPNG(picture(11, 10, index % 2, index), color, depth: depth, isInterlaced: interlaced)
      return FixtureFile(name, png.bytes)
    }
    let keyed = KindsPNG(picture(11, 10, 1, 9), .grey).with("tRNS", [0, 96])
    return FixtureFolder(
      "grey",
      [
        file("even/1bit.png", 0, .grey, 1), file("even/4bit.png", 2, .grey, 4),
        file("even/16bit.png", 4, .grey, 16), file("even/alpha.png", 6, .greyAlpha, 8),
        file("odd/2bit.png", 1, .grey, 2), file("odd/8bit.png", 3, .grey, 8),
        file("odd/alpha16.png", 5, .greyAlpha, 16), file("odd/interlaced.png", 7, .grey, 8, interlaced: true),
        FixtureFile("odd/key.png", keyed.bytes),
      ])
  }()

  /// Grey and colour together, and every type of colour PNG, with gamma and a profile that are of no account.
  private static let mixed: FixtureFolder = {
    let square = { (label: Int, index: Int) in picture(9, 9, label, index) }
    let gamma = KindsPNG(square(0, 2), .rgb).with("gAMA", Bytes.big(100_000, 4))
    let profile = KindsPNG(square(1, 4), .rgb)
      .with("iCCP", Array("odd".utf8) + [0, 0] + Stored.zlib(Array("no profile".utf8)))
    return FixtureFolder(
      "mixed",
      [
        FixtureFile("left/grey.png", KindsPNG(square(0, 1), .grey).bytes),
        FixtureFile("left/gamma.png", gamma.bytes),
        FixtureFile("left/deep.png", KindsPNG(square(0, 3), .rgb, depth: 16).bytes),
        FixtureFile("left/alpha.png", KindsPNG(square(0, 4), .rgba).bytes),
        FixtureFile(
          "left/palette8.png", KindsPNG.palette(square(0, 5), depth: 8, isTransparent: false).bytes),
        FixtureFile(
          "right/palette2.png", KindsPNG.palette(square(1, 1), depth: 2, isTransparent: false).bytes),
        FixtureFile(
          "right/palette4.png", KindsPNG.palette(square(1, 2), depth: 4, isTransparent: true).bytes),
        FixtureFile(
          "right/interlaced.png", KindsPNG(square(1, 3), .rgba, depth: 16, isInterlaced: true).bytes),
        FixtureFile("right/profile.png", profile.bytes),
      ])
  }()

  /// Images of 17x6 pixels under `train/` and `val/`.
  private static let nonsquare = FixtureFolder(
    "nonsquare",
    ["train", "val"].enumerated().flatMap { split, name in
      (0..<4).map { index in
        let png = KindsPNG(picture(17, 6, index % 2, split * 10 + index), .rgb)
        return FixtureFile("\(name)/\(index % 2 == 0 ? "flat" : "long")/\(index).png", png.bytes)
      }
    })

  /// Classes of five, two and one images, some deeper in their folders, among files that are no images.
  private static let unequal = FixtureFolder(
    "unequal",
    [
      "few/a.PNG", "few/b.Png", "many/1.png", "many/10.png", "many/2.png", "many/deep/er/4.png",
      "many/deep/3.png",
      "Zone/only.png",
    ].enumerated().map { index, path in
      FixtureFile(path, KindsPNG(picture(5, 5, index / 3, index), .rgb).bytes)
    } + [
      FixtureFile("many/.hidden.png", Array("hidden".utf8)),
      FixtureFile("many/notes.txt", Array("no image\n".utf8)),
      FixtureFile(".cache/x.png", Array("hidden".utf8)),
      FixtureFile("about.txt", Array("no image\n".utf8)),
    ])

  /// Images of unequal size.
  private static let sizes = FixtureFolder(
    "sizes",
    [(8, 8), (31, 17), (5, 40), (64, 3), (12, 50)].enumerated().map { index, size in
      let png = KindsPNG(picture(size.0, size.1, index % 2, index), index == 0 ? .grey : .rgb)
      return FixtureFile("\(index % 2 == 0 ? "p" : "q")/\(index).png", png.bytes)
    })

  static func picture(_ width: Int, _ height: Int, _ label: Int, _ index: Int) -> KindsPicture {
    KindsPicture(width: width, height: height, label: label, index: index)
  }

  static func idxImages(_ width: Int, _ height: Int, labels: [Int], from start: Int = 0) -> [UInt8] {
    let pixels = labels.indices.flatMap { picture(width, height, labels[$0], start + $0).planes(1) }
    return [0, 0, 8, 3] + [labels.count, height, width].flatMap { Bytes.big($0, 4) } + pixels
  }

  static func idxLabels(_ labels: [Int]) -> [UInt8] {
    [0, 0, 8, 1] + Bytes.big(labels.count, 4) + labels.map { UInt8($0) }
  }
}
