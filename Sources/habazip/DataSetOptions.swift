internal import ArgumentParser
internal import HabaData
internal import HabaFormat

/// What every command that reads a data set understands.
struct DataSetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the data set as \(DataSetKind.allCases.map(\.rawValue).alternatives) instead of looking.",
      valueName: "kind"))
  var kind: String?

  @Option(
    help: ArgumentHelp("Resize every image; needed where sizes differ. 32 is 32x32.", valueName: "WxH"),
    transform: PixelSize.init(parsing:))
  var size: PixelSize?

  @Option(
    help: ArgumentHelp(
      "How images of another ratio get that size: crop takes the middle, pad lays them on black, stretch distorts. "
        + "(default: crop, or as the archive that is tested tells)", valueName: "fit"))
  var fit: String?

  @Option(
    help: ArgumentHelp(
      "refuse a data set with images that can't be decoded, or skip them.", valueName: "refuse|skip"))
  var damaged = "refuse"

  func validate() throws {
    _ = try Self.choice(kind, of: DataSetKind.self, "--kind")
    _ = try Self.choice(fit, of: Fit.self, "--fit")
    _ = try Self.choice(damaged, of: DamagedImages.self, "--damaged")
  }

  /// The value that an option's word stands for.
  private static func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ word: String?, of: Value.Type, _ option: String
  ) throws -> Value? {
    guard let word else { return nil }
    guard let known = Value(rawValue: word) else {
      let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option) takes one of \(names), not '\(word)'")
    }
    return known
  }

  /// How the user wants the data set read.
  ///
  /// - Parameter fitted: The size and fit of the archive that it is to test, where they are known.
  func options(_ memory: MemoryOptions, fitted: Fitting? = nil) throws -> ReadOptions {
    var options = ReadOptions()
    options.kind = try Self.choice(kind, of: DataSetKind.self, "--kind")
    options.damaged = try Self.choice(damaged, of: DamagedImages.self, "--damaged") ?? .refuse
    options.memory = memory.limits.memory
    let fit = try Self.choice(fit, of: Fit.self, "--fit")
    if let size {
      options.fitting = Fitting(width: size.width, height: size.height, fit: fit ?? fitted?.fit ?? .crop)
    } else if var fitted {
      fitted.fit = fit ?? fitted.fit
      options.fitting = fitted
    } else if fit != nil {
      throw ValidationError("--fit says how images get the size of --size: give both")
    }
    return options
  }

  /// Opens a split of a data set, and says what was understood.
  func open(
    _ path: String, split: Split, options: ReadOptions, common: CommonOptions
  ) throws -> DataSet {
    let bar = common.progress("reading \(path)")
    defer { bar.finish() }
    let set = try DataSet.open(path, split: split, options: options) { done, total in
      bar.report(fraction: Double(done) / Double(max(1, total)))
    }
    bar.finish()
    Console.shared.note(DataSetReport.line(set))
    return set
  }
}
