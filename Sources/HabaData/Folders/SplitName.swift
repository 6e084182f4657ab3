/// What a folder's name says of the split in it: `train`, `Testing`, `val_images`, `mnist-train`, `test1` and the like.
struct SplitName: Equatable {
  /// What a split is for.
  enum Role { case train, test, validation }

  let role: Role
  /// What stands before, such as the data set's name.
  let prefix: String

  private static let roles: [String: Role] = [
    "train": .train, "training": .train,
    "test": .test, "testing": .test,
    "val": .validation, "valid": .validation, "validation": .validation, "eval": .validation,
    "evaluation": .validation, "dev": .validation,
  ]
  /// Words behind the split's that say nothing.
  private static let endings = ["images", "image", "imgs", "img", "dataset", "set", "data", "split"]

  /// Nil where the name is no split's.
  init?(_ name: String) {
    // By bytes and ASCII: what a name says must not hang on the rules of a language.
    let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    var words = lower.split { [0x5F, 0x2D, 0x2E, 0x20].contains($0) }.map { String(decoding: $0, as: UTF8.self) }
    while words.count > 1, let last = words.last, Self.endings.contains(last) { words.removeLast() }
    guard var word = words.popLast() else { return nil }
    while let digit = word.utf8.last, (0x30...0x39).contains(digit) { word.removeLast() }
    while Self.roles[word] == nil, let ending = Self.endings.first(where: word.hasSuffix), word != ending {
      word.removeLast(ending.count)
    }
    guard let role = Self.roles[word] else { return nil }
    self.role = role
    prefix = words.joined(separator: "_")
  }
}
