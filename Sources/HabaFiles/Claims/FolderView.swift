internal import Glibc

/// What was in a shared folder at one moment.
package final class FolderView {
  let folder: SharedFolder
  /// The names of all entries, hidden ones too.
  package let names: Set<String>
  /// What is hidden beside each unit, by what follows the unit's name.
  private let hidden: [String: [String]]
  private var time: Duration?

  init(of folder: SharedFolder, names: [String]) {
    self.folder = folder
    self.names = Set(names)
    var hidden: [String: [String]] = [:]
    for name in names where name.hasPrefix(".") {
      guard let mark = name.range(ofFirst: Self.mark) else { continue }
      hidden[String(name[..<mark.lowerBound].dropFirst()), default: []].append(String(name[mark.upperBound...]))
    }
    self.hidden = hidden
  }

  private static let mark = ".haba.tmp-"
  private static let claim = "claim-"

  /// What a claim of a unit is called.
  package static func name(ofClaimOn unit: String, generation: Int) -> String {
    ".\(unit)\(mark)\(claim)\(generation)"
  }

  /// The generation of the last claim on a unit, if it is claimed.
  package func lastClaim(on unit: String) -> Int? {
    hidden[unit]?.compactMap { $0.hasPrefix(Self.claim) ? Int($0.dropFirst(Self.claim.count)) : nil }
      .filter { $0 > 0 }.max()
  }

  /// The file server's time, asked for once, when it is first needed.
  func now() throws(OutputError) -> Duration {
    if let time { return time }
    let now = try folder.now()
    time = now
    return now
  }

  /// Removes what dead processes have left of a unit that is done: claims, and files that were never finished.
  package func clear(_ unit: String) throws(OutputError) {
    for ending in hidden[unit] ?? [] {
      let path = folder.path(of: ".\(unit)\(Self.mark)\(ending)")
      guard let state = FileState(path, followingLinks: false), state.kind == .file,
        try now() - state.modified > folder.times.takeover
      else { continue }
      unlink(path)
    }
  }
}

extension String {
  /// Where a text of ASCII comes first.
  fileprivate func range(ofFirst text: String) -> Range<Index>? {
    let wanted = Array(text.utf8)
    var start = utf8.startIndex
    while let found = utf8[start...].firstIndex(of: wanted[0]) {
      if utf8[found...].starts(with: wanted) { return found..<utf8.index(found, offsetBy: wanted.count) }
      start = utf8.index(after: found)
    }
    return nil
  }
}
