internal import HabaData
internal import HabaFormat

/// What was understood of a data set, in words.
enum DataSetReport {
  /// One line: kind, splits and the one that is used, classes, images, their size, and what is left out.
  static func line(_ set: DataSet) -> String {
    let origin = set.origin
    var facts = [origin.kind.words]
    if let used = origin.used {
      facts.append("splits \(origin.splits.joined(separator: ", ")), of which \(used) is read")
    } else {
      facts.append("one split")
    }
    facts.append(Display.count(set.classCount, "class", "classes"))
    let colours = set.shape.channels == 1 ? "grey" : "RGB"
    let fitted = origin.fitting.map { " (fitted: \($0.fit.rawValue))" } ?? ""
    facts.append(
      "\(Display.count(set.count, "image")) of \(set.shape.width)x\(set.shape.height) \(colours)\(fitted)")
    let leftOut = origin.leftOut.map { below(set.path, $0).text }.joined(separator: ", ")
    facts.append(leftOut.isEmpty ? "nothing left out" : "left out: \(leftOut)")
    return "\(set.path): \(facts.joined(separator: "; "))"
  }

  /// A warning for files that have changed while they were read; nil where none has.
  static func change(_ sets: [DataSet]) -> String? {
    let changed = sets.flatMap(\.changedFiles)
    guard let first = changed.first else { return nil }
    let others = changed.count > 1 ? " and \(Display.count(changed.count - 1, "other file"))" : ""
    return "\(first)\(others) changed during the run: the result may mix old and new images"
  }

  /// The same with the first path as it lies in the data set.
  private static func below(_ folder: String, _ leftOut: LeftOut) -> LeftOut {
    let start = folder.hasSuffix("/") ? folder : folder + "/"
    guard leftOut.first.utf8.starts(with: start.utf8) else { return leftOut }
    var shorter = leftOut
    shorter.first = String(leftOut.first.dropFirst(start.count))
    return shorter
  }
}
