// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "habazip",
  products: [
    .library(name: "HabaFormat", targets: ["HabaFormat"]),
    .library(name: "HabaData", targets: ["HabaData"]),
    .library(name: "HabaTensor", targets: ["HabaTensor"]),
    .library(name: "HabaStudents", targets: ["HabaStudents"]),
    .library(name: "HabaCodec", targets: ["HabaCodec"]),
    .executable(name: "habazip", targets: ["habazip"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C libraries, as the system has them.
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // System calls that Swift's Glibc module leaves out.
    .target(name: "CHabaFiles"),
    // Holds libpng's and libjpeg's error jumps, which must not cross Swift frames, and libwebp beside them.
    .target(name: "CHabaImage", dependencies: ["CPNG", "CJPEG", "CWebP"]),
    // Opens OpenBLAS at run time, when something is to be multiplied.
    .target(name: "CHabaBLAS", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // Takes requests for memory from the C library's hands, to end in one line where they are refused: for the command alone.
    .target(name: "CHabaMemory"),
    // Loops that need the processor's vector units: C, dispatched at run time.
    .target(name: "CHabaKernels"),

    .target(name: "HabaFiles", dependencies: ["CHabaFiles"], swiftSettings: settings),
    .target(name: "HabaFormat", dependencies: ["HabaFiles", "CZstd"], swiftSettings: settings),
    .target(name: "HabaTensor", dependencies: ["HabaFiles", "CHabaBLAS", "CHabaKernels"], swiftSettings: settings),
    .target(
      name: "HabaData", dependencies: ["HabaFiles", "HabaFormat", "CHabaImage", "CZlib"],
      swiftSettings: settings),
    .target(
      name: "HabaStudents", dependencies: ["HabaFiles", "HabaFormat", "HabaData", "HabaTensor"],
      swiftSettings: settings),
    .target(
      name: "HabaCodec", dependencies: ["HabaFormat", "HabaData", "HabaTensor", "HabaStudents"],
      swiftSettings: settings),
    .executableTarget(
      name: "habazip",
      dependencies: [
        "HabaFiles", "HabaFormat", "HabaData", "HabaCodec", "HabaStudents", "HabaTensor", "CHabaMemory",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // What Scripts/bench times.
    .executableTarget(
      name: "haba-bench",
      dependencies: ["HabaCodec", "HabaStudents", "HabaData", "HabaTensor", "HabaFormat"], path: "Benchmarks/haba-bench",
      swiftSettings: settings),

    // How alike the images of archives are, for Scripts/experiments.
    .executableTarget(
      name: "haba-likeness", dependencies: ["HabaStudents", "HabaData", "HabaTensor", "HabaFormat"],
      path: "Benchmarks/haba-likeness", swiftSettings: settings),

    // The drawings under fixtures/, as a library that the tests redraw them with, and the program that writes them.
    .target(
      name: "FixtureKit", dependencies: ["HabaFormat", "HabaData"], path: "Tests/FixtureKit",
      swiftSettings: settings),
    .executableTarget(
      name: "draw-fixtures", dependencies: ["FixtureKit"], path: "Tests/draw-fixtures",
      swiftSettings: settings),

    // What several test targets measure with.
    .target(
      name: "TestKit", dependencies: ["HabaFormat", "HabaData", "HabaTensor"], path: "Tests/TestKit",
      swiftSettings: settings),

    .testTarget(name: "HabaFilesTests", dependencies: ["HabaFiles"], swiftSettings: settings),
    .testTarget(name: "HabaFormatTests", dependencies: ["HabaFiles", "HabaFormat"], swiftSettings: settings),
    .testTarget(
      name: "HabaTensorTests", dependencies: ["HabaFiles", "HabaTensor", "CHabaKernels"], swiftSettings: settings),
    .testTarget(name: "HabaDataTests", dependencies: ["HabaFiles", "HabaData", "FixtureKit"], swiftSettings: settings),
    .testTarget(
      name: "HabaStudentsTests", dependencies: ["HabaFiles", "HabaStudents", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "HabaCodecTests", dependencies: ["HabaCodec", "HabaStudents", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "HabaLikenessTests", dependencies: ["haba-likeness", "HabaFormat"], swiftSettings: settings),
    .testTarget(
      name: "HabazipTests",
      dependencies: [
        "habazip", "HabaFormat", "HabaData", "HabaTensor", "HabaStudents", "HabaCodec",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
  ]
)
