// swift-tools-version: 6.3
import PackageDescription

// A package of its own: these programs have libFuzzer's main function, which only a build with --sanitize=fuzzer gives.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func fuzzer(
  _ name: String, _ dependencies: [Target.Dependency] = ["FuzzKit", .product(name: "HabaFormat", package: "habazip")]
) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies,
    swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "habazip", path: "..")],
  targets: [
    .target(
      name: "FuzzKit", dependencies: [.product(name: "HabaFormat", package: "habazip")],
      swiftSettings: settings),
    fuzzer("fuzz-parse"), fuzzer("fuzz-sealed"), fuzzer("fuzz-expand"),
    fuzzer(
      "fuzz-state",
      [.product(name: "HabaTensor", package: "habazip"), .product(name: "HabaCodec", package: "habazip")]),
  ]
)
