extension Archive {
  /// Whether the file at a path starts as archives do; false where it can't be read.
  package static func begins(fileAt path: String) -> Bool {
    (try? InputFile(path: path).read(count: Prelude.magic.count)) == Prelude.magic
  }
}
