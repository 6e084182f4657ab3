public import HabaFormat

extension DataSet {
  /// The data set with its classes numbered as another one's, the archive's it is to test, say.
  ///
  /// Classes are matched by name, or by label where one side has no names: names that are just the labels'
  /// numbers count as none, since that is how `expand` names the classes of an archive without names. A class without
  /// images here need not be there.
  public func matched(
    to classNames: [String]?, classCount: Int, shape: ImageShape
  ) throws(DataError) -> DataSet {
    if shape != self.shape { throw .otherShape(path: path, found: self.shape, wanted: shape) }
    var numbers = Array(0..<max(self.classCount, classCount))
    let byName = !Self.areNumbers(self.classNames) && !Self.areNumbers(classNames)
    if byName, let own = self.classNames, let wanted = classNames {
      // By bytes: String's own equality takes é in one piece and in two as one name.
      let places = Dictionary(
        wanted.enumerated().map { (Array($0.element.utf8), $0.offset) },
        uniquingKeysWith: { first, _ in first })
      numbers = own.map { places[Array($0.utf8)] ?? -1 }
    }
    var labels: [Int] = []
    labels.reserveCapacity(count)
    for label in self.labels {
      let number = numbers[label]
      if number < 0 { throw .unknownClass(path: path, name: name(ofClass: label)) }
      if number >= classCount { throw .unknownLabel(path: path, label: number, classCount: classCount) }
      labels.append(number)
    }
    return DataSet(
      path: path, kind: kind, shape: self.shape, classNames: classNames, classCount: classCount,
      labels: labels,
      hasOwnTestSplit: hasOwnTestSplit, store: store, order: order)
  }

  private static func areNumbers(_ names: [String]?) -> Bool {
    guard let names else { return true }
    return names.enumerated().allSatisfy { $0.element == String($0.offset) }
  }
}
