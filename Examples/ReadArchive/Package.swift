// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "ReadArchive",
  dependencies: [
    // Outside this repository: .package(url: "…", from: "…")
    .package(name: "habazip", path: "../..")
  ],
  targets: [
    // HabaFormat alone: it needs zstd and neither Foundation, OpenBLAS nor an image library.
    .executableTarget(name: "ReadArchive", dependencies: [.product(name: "HabaFormat", package: "habazip")])
  ]
)
