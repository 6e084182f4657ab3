// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "measure-rates",
  dependencies: [.package(name: "habazip", path: "../..")],
  targets: [
    .executableTarget(
      name: "measure-rates", dependencies: [.product(name: "HabaFormat", package: "habazip")],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
