internal import Glibc

/// That this process works on a unit of a shared folder: a hidden file beside the unit's, which goes when the work
/// ends.
///
/// The file's name bears a generation. The first claim of a unit is generation 1; whoever takes over a claim of
/// generation g that was not renewed for long makes one of generation g + 1. Claims are made exclusively, which every
/// file system knows, so of several that take over one wins, and nobody ever renames or removes a claim that may be
/// alive. Who was taken over, because the process was stopped or cut off for long, learns it when it renews.
package final class Claim {
  /// Whose it is.
  private let folder: SharedFolder
  private let unit: String
  private let generation: Int
  private let path: String
  private let descriptor: Int32
  private let own: FileIdentity
  private let text: [UInt8]
  /// Its number among what is unfinished.
  private let number: Int
  private var renewed = ContinuousClock.now
  private var isReleased = false

  private init(
    _ folder: SharedFolder, _ unit: String, generation: Int, path: String, descriptor: Int32, own: FileIdentity,
    number: Int
  ) {
    self.folder = folder
    self.unit = unit
    self.generation = generation
    self.path = path
    self.descriptor = descriptor
    self.own = own
    self.number = number
    text = Array("\(Self.mark())\n".utf8)
  }

  deinit {
    release()
    close(descriptor)
  }

  // MARK: Taking

  /// Claims a unit of the folder that a view is of; nil where another process has it, or it is done.
  ///
  /// - Parameter unit: the name of its file.
  package static func take(_ unit: String, by view: FolderView) throws(OutputError) -> Claim? {
    let folder = view.folder
    guard let last = view.lastClaim(on: unit) else { return try make(unit, in: folder, generation: 1, over: nil) }
    let old = path(on: unit, generation: last, in: folder)
    guard let state = opened(old), last < Int.max else { return nil }
    guard try view.now() - state.modified > folder.times.takeover else { return nil }
    let claim = try make(unit, in: folder, generation: last + 1, over: state)
    if claim != nil { unlink(old) }
    return claim
  }

  private static func make(
    _ unit: String, in folder: SharedFolder, generation: Int, over old: FileState?
  ) throws(OutputError) -> Claim? {
    let path = path(on: unit, generation: generation, in: folder)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { return nil }
      throw .making(folder.path, errno)
    }
    guard let own = FileState(descriptor: descriptor)?.identity else {
      close(descriptor)
      return nil
    }
    let number: Int
    do throws(OutputError) {
      number = try Unfinished.add(.claim(path: path, own), for: folder.path)
    } catch {
      unlink(path)
      close(descriptor)
      throw error
    }
    let claim = Claim(
      folder, unit, generation: generation, path: path, descriptor: descriptor, own: own, number: number)
    try claim.write()
    // What was seen before may be long past: the unit may be done by now, the old claim alive or gone, or another one
    // made after it. Two that look so after each has made its claim can't both find nothing.
    let view = try folder.view()
    guard !view.names.contains(unit), view.lastClaim(on: unit) == generation else { return nil }
    if let old, opened(Self.path(on: unit, generation: generation - 1, in: folder)) != old { return nil }
    return claim
  }

  // MARK: Holding

  /// Says that the work goes on, where it is time to; false where another process has taken it over.
  package func renewIfDue() throws(OutputError) -> Bool {
    guard ContinuousClock.now - renewed >= folder.times.renewal else { return true }
    return try renew()
  }

  /// Says that the work goes on; false where another process has taken it over.
  package func renew() throws(OutputError) -> Bool {
    guard isHeld else { return false }
    try write()
    renewed = .now
    return isHeld
  }

  /// Whether nobody has taken it over.
  private var isHeld: Bool {
    !isReleased && FileState(path, followingLinks: false)?.identity == own
      && FileState(Self.path(on: unit, generation: generation + 1, in: folder), followingLinks: false) == nil
  }

  private func write() throws(OutputError) {
    let count = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    // A file that was removed on a server can't be written to any more; then it is not held.
    guard count == text.count, fsync(descriptor) == 0 else {
      if errno == ESTALE { return }
      throw .writeFailed(path: folder.path, code: errno)
    }
  }

  /// Gives the unit free.
  package func release() {
    guard !isReleased else { return }
    isReleased = true
    if FileState(path, followingLinks: false)?.identity == own { unlink(path) }
    Unfinished.forget(number)
  }

  /// The state of a file, asked of its server where it lies on a network: that is what opening does.
  private static func opened(_ path: String) -> FileState? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    // What another user's process made need not be readable.
    guard descriptor >= 0 else { return FileState(path, followingLinks: false) }
    defer { close(descriptor) }
    return FileState(descriptor: descriptor)
  }

  private static func path(on unit: String, generation: Int, in folder: SharedFolder) -> String {
    folder.path(of: FolderView.name(ofClaimOn: unit, generation: generation))
  }

  /// Words that tell a process from all others: machine, number, and chance.
  static func mark() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let chance = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(String(decoding: host, as: UTF8.self))-\(getpid())-\(chance)"
  }
}
