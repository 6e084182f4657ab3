import Foundation

/// A small file system of its own, to be filled up; goes away with the value.
final class FullDisk {
  let folder: TemporaryFolder

  /// Whether this user can mount one here.
  static let isPossible: Bool = (try? FullDisk(kilobytes: 16)) != nil

  /// Mounts a file system of `kilobytes`.
  init(kilobytes: Int) throws {
    folder = try TemporaryFolder()
    guard Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=0777", "tmpfs", folder.path])
    else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  deinit { _ = Self.run("/bin/umount", [folder.path]) }

  private static func run(_ path: String, _ arguments: [String]) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
