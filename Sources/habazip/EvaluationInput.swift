internal import ArgumentParser
internal import HabaStudents
internal import HabaData
internal import HabaFiles
internal import HabaFormat

/// What `evaluate` trains on, whatever it was given as.
struct EvaluationInput {
  /// The training images.
  var images: any ImageSet
  /// The path that was given.
  var path: String
  /// Where it is an archive: how many images it was made of.
  var sourceImages: Int?
  /// The size of the images, and how others were brought to it; nil where that isn't told.
  var fitting: Fitting?
  /// What was held out of the data that they were made of.
  var holdOut: HoldOut?
  /// Classes that have fewer images than were asked for.
  var shortClasses: [String] = []

  /// Opens an archive, an expanded folder or a data set.
  static func open(
    _ path: String, archives: ArchiveOptions, reading: DataSetOptions, common: CommonOptions, perClass: Int?,
    seed: UInt64
  ) throws -> EvaluationInput {
    let found = path == "-" ? nil : FileState(path)?.kind
    let exists = found != nil
    guard found == .folder else {
      guard perClass == nil || (path != "-" && !exists) else {
        throw ValidationError("--per-class chooses images of a data set, and \(path) is none")
      }
      let reader = try archives.open(path) { $0.count + 16 }
      let images: ExpandedArchive
      do {
        images = try Interrupts.whilePolling { try ExpandedArchive(reading: reader, poll: Interrupts.check) }
      } catch let error as ArchiveError {
        throw Failure(error, in: path)
      }
      let archive = reader.archive
      return EvaluationInput(
        images: images, path: path, sourceImages: archive.source.images,
        fitting: fitting(archive.shape, archive.fit), holdOut: archive.holdOut)
    }
    var options = try reading.options(archives.reading)
    if DataSet.isExpanded(path) {
      // Its images are the archive's: what is said of size and kind is said of the test set.
      options.fitting = nil
      options.kind = nil
    }
    let all = try reading.open(path, split: .train, options: options, common: common)
    var input = EvaluationInput(
      images: all, path: path, sourceImages: all.taughtSourceImages,
      fitting: fitting(all.shape, all.taughtFit ?? all.origin.fitting?.fit),
      holdOut: all.taughtHoldOut)
    guard let perClass else { return input }
    input.images = all.sample(perClass: perClass, seed: seed)
    input.shortClasses = all.imagesByClass.enumerated().filter { $0.element.count < perClass }
      .map { all.name(ofClass: $0.offset) }
    return input
  }

  private static func fitting(_ shape: ImageShape, _ fit: Fit?) -> Fitting? {
    fit.map { Fitting(width: shape.width, height: shape.height, fit: $0) }
  }

  /// The test images under the training images' classes; refuses other classes, sizes and channels.
  func matched(_ testing: DataSet, named testPath: String) throws -> DataSet {
    let matched = try testing.matched(
      to: images.classNames, classCount: images.classCount, shape: images.shape)
    if Self.areMatchedByLabel(images.classNames, testing.classNames) {
      Console.shared.note("\(testPath): its classes are matched by their labels, since one side has no names for them")
    }
    // A class that the test set doesn't know says that the sets differ; one without images there is just untested.
    guard let names = images.classNames, let others = testing.classNames else { return matched }
    let missing = names.filter { !others.contains($0) }
    let byName = others.allSatisfy { names.contains($0) }
    guard missing.isEmpty || !byName else {
      throw Failure(
        .badInput,
        "\(testPath): has no \(Self.list(missing)), which \(path) has; give a test set of the same classes")
    }
    return matched
  }

  /// Whether names can't have matched classes that were matched.
  private static func areMatchedByLabel(_ names: [String]?, _ others: [String]?) -> Bool {
    guard let names, let others else { return names != nil || others != nil }
    let known = Set(names.map { Array($0.utf8) })
    return !others.allSatisfy { known.contains(Array($0.utf8)) }
  }

  /// What the user should know before the accuracy is believed.
  ///
  /// - Parameter isHeldOut: Whether the test images are just those that were held out.
  func warnings(with testing: DataSet, at testPath: String, isHeldOut: Bool) -> [String] {
    var warnings: [String] = []
    if !shortClasses.isEmpty {
      warnings.append("\(path): fewer images than --per-class asks for of \(Self.list(shortClasses))")
    }
    let untested = testing.imagesByClass.indices.filter { testing.imagesByClass[$0].isEmpty }
    if !untested.isEmpty {
      warnings.append("\(testPath): no test image of \(Self.list(untested.map(testing.name(ofClass:))))")
    }
    guard !testing.hasOwnTestSplit, !isHeldOut else { return warnings }
    if let input = FileState(path), input.identity == FileState(testPath)?.identity {
      warnings.append("\(testPath) has no test split: the test images are the training images")
    } else if holdOut != nil {
      warnings.append("\(testPath) has no test split: the archive may have been made of these very images")
    } else if let sourceImages, sourceImages == testing.count {
      warnings.append(
        "\(testPath) has no test split, and as many images as \(path) was made of: "
          + "the test images may be the archive's own source images")
    }
    return warnings
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(4).map { "class '\($0)'" }.joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }
}
