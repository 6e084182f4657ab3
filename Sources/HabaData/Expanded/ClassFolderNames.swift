/// The names of an expanded folder's class folders.
///
/// torchvision's `ImageFolder` and Keras' `image_dataset_from_directory` number the classes by their folders' names,
/// sorted by code point: the order that UTF-8's bytes have.
enum ClassFolderNames {
  /// A safe name for each class, all different, and sorted by code point in label order wherever numbers alone stand in
  /// the way: 0, 1 … 10 become 00, 01 … 10.
  static func names(_ classNames: [String], taken: [String]) -> [String] {
    let names = SafeNames.make(classNames, taken: taken)
    if areInOrder(names) { return names }
    return padded(classNames).map { SafeNames.make($0, taken: taken) } ?? names
  }

  /// Whether loaders that sort folder names give every class its own label.
  static func areInOrder(_ names: [String]) -> Bool {
    zip(names, names.dropFirst()).allSatisfy { $0.precedesInBytes($1) }
  }

  /// Whole numbers with zeros in front, so that all are of one length; nil where that does not bring them into order.
  private static func padded(_ names: [String]) -> [String]? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(digits.contains) }) else { return nil }
    let length = names.map(\.utf8.count).max() ?? 0
    let padded = names.map { String(repeating: "0", count: length - $0.utf8.count) + $0 }
    return areInOrder(padded) ? padded : nil
  }
}
