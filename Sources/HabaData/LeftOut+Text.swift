extension LeftOut {
  /// In words: `20 GIF files (the first is a/1.gif)`.
  public var text: String {
    let what =
      switch reason {
      case .damaged: count == 1 ? "image that can't be read" : "images that can't be read"
      case .format(let name): count == 1 ? "\(name) file" : "\(name) files"
      case .noPicture: count == 1 ? "file that is no image" : "files that are no images"
      case .unlisted: count == 1 ? "file that labels.csv does not list" : "files that labels.csv does not list"
      case .beside: count == 1 ? "file beside the data" : "files beside the data"
      case .hidden: count == 1 ? "hidden name" : "hidden names"
      case .repeatedFolder: count == 1 ? "link to a folder read already" : "links to folders read already"
      case .besideSplits: count == 1 ? "folder beside the splits" : "folders beside the splits"
      }
    return "\(count) \(what) (\(count == 1 ? "" : "first ")\(first))"
  }

  /// What is left out, as the end of a sentence; nothing for nothing.
  static func text(_ all: [LeftOut]) -> String {
    all.isEmpty ? "" : ", only " + all.map(\.text).joined(separator: ", ")
  }
}
