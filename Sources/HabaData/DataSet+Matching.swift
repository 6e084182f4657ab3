public import HabaFormat

extension DataSet {
  /// The data set with its classes numbered as another one's, the archive's it is to test, say.
  ///
  /// Classes are matched by name where this set's names are all known there, and by label where one side has no names, or
  /// just the labels' numbers (as `expand` names the classes of an archive without names) and the other names that are no
  /// numbers. A class without images here need not be there.
  public func matched(
    to classNames: [String]?, classCount: Int, shape: ImageShape
  ) throws(DataError) -> DataSet {
    if shape != self.shape { throw .otherShape(path: path, found: self.shape, wanted: shape) }
    // By bytes: String's own equality takes é in one piece and in two as one name.
    let wanted = (classNames ?? (0..<classCount).map { String($0) }).map { Array($0.utf8) }
    let own = (self.classNames ?? (0..<self.classCount).map { String($0) }).map { Array($0.utf8) }
    let places = Dictionary(wanted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var numbers = own.map { places[$0] ?? -1 }
    if numbers.contains(-1), Self.areMatchedByLabel(classNames, self.classNames) {
      numbers = Array(own.indices)
    }
    var newLabels: [Int] = []
    newLabels.reserveCapacity(count)
    for label in labels {
      let number = numbers[label]
      if number < 0 { throw .unknownClass(path: path, name: name(ofClass: label)) }
      if number >= classCount { throw .unknownLabel(path: path, label: number, classCount: classCount) }
      newLabels.append(number)
    }
    return DataSet(
      path: path, origin: origin, shape: shape, classNames: classNames, classCount: classCount, labels: newLabels,
      hasOwnTestSplit: hasOwnTestSplit, inputs: inputs, store: store, order: order)
  }

  /// Whether names that differ say nothing against the labels.
  private static func areMatchedByLabel(_ first: [String]?, _ second: [String]?) -> Bool {
    guard let first, let second else { return true }
    func areLabels(_ names: [String]) -> Bool { names.enumerated().allSatisfy { $0.element == String($0.offset) } }
    func areNumbers(_ names: [String]) -> Bool {
      names.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
    return areLabels(first) && !areNumbers(second) || areLabels(second) && !areNumbers(first)
  }
}
