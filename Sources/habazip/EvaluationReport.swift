internal import HabaStudents

/// What `evaluate` found, as JSON and in words.
struct EvaluationReport {
  /// One for each network.
  let evaluations: [Evaluation]

  /// One network's result is an object, those of several are an array.
  var json: JSONValue {
    let results = evaluations.map(Self.json)
    return results.count == 1 ? results[0] : .array(results)
  }

  /// Recipe, trials and accuracy of one network, or a table of several.
  var text: String {
    (evaluations.count == 1 ? Self.lines(evaluations[0]) : table).joined(separator: "\n")
  }

  /// Each network's accuracy, below the recipe that they share.
  private var table: [String] {
    let rows =
      [["network", "width", "accuracy", "trials"]]
      + evaluations.map { [$0.network, "\($0.width)", Self.accuracy($0), Self.trials($0)] }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let seconds = evaluations.reduce(0) { $0 + $1.seconds }
    let images = evaluations.first?.testImages ?? 0
    return Self.recipes(evaluations)
      + rows.map { row in
        row.indices.map { column in
          let space = String(repeating: " ", count: widths[column] - row[column].count)
          return column == 1 ? space + row[column] : column == row.count - 1 ? row[column] : row[column] + space
        }.joined(separator: "  ")
      } + ["on \(Display.count(images, "test image")), in \(TimeSpan.display(seconds))"]
  }

  /// The recipe, or one for each network where time ended some sooner than others.
  private static func recipes(_ evaluations: [Evaluation]) -> [String] {
    let shared = Set(evaluations.map(\.recipe)).count == 1
    return shared
      ? evaluations.prefix(1).map { "recipe: " + recipe($0) }
      : evaluations.map { "recipe of \($0.network): " + recipe($0) }
  }

  private static func lines(_ evaluation: Evaluation) -> [String] {
    [
      "recipe: \(evaluation.network) of width \(evaluation.width), " + recipe(evaluation),
      "trials: \(trials(evaluation))",
      "accuracy: \(accuracy(evaluation)) on \(Display.count(evaluation.testImages, "test image")), in "
        + TimeSpan.display(evaluation.seconds),
    ]
  }

  private static func recipe(_ evaluation: Evaluation) -> String {
    let recipe = evaluation.recipe
    let schedule =
      switch recipe.schedule {
      case .cosine: "along half a cosine"
      case .step: "a tenth of it after half"
      }
    return
      "\(recipe.steps) steps of \(recipe.batch) (\(Display.count(evaluation.epochs, "epoch"))), \(recipe.optimizer) "
      + "from a learning rate of \(recipe.learningRate), \(schedule), augmentation \(recipe.augmentation), "
      + "\(evaluation.hasSoftLabels ? "soft" : "hard") labels"
  }

  private static func accuracy(_ evaluation: Evaluation) -> String {
    "\(Decimals.percent(evaluation.mean, 2)) ± \(Decimals.fixed(evaluation.std * 100, 2))"
  }

  private static func trials(_ evaluation: Evaluation) -> String {
    evaluation.trials.map { Decimals.percent($0.accuracy, 2) }.joined(separator: ", ")
  }

  private static func json(_ evaluation: Evaluation) -> JSONValue {
    let recipe = evaluation.recipe
    return [
      "network": .string(evaluation.network),
      "trials": .array(
        evaluation.trials.map { ["seed": .unsigned($0.seed), "accuracy": .double($0.accuracy)] }),
      "accuracy": ["mean": .double(evaluation.mean), "std": .double(evaluation.std)],
      "test_images": .int(evaluation.testImages),
      "recipe": [
        "name": .string(recipe.name),
        "epochs": .int(evaluation.epochs),
        "steps": .int(recipe.steps),
        "batch": .int(recipe.batch),
        "optimizer": .string(recipe.optimizer),
        "schedule": .string(recipe.schedule.rawValue),
        "learning_rate": Decimals.shortest(recipe.learningRate),
        "momentum": Decimals.shortest(recipe.momentum),
        "weight_decay": Decimals.shortest(recipe.weightDecay),
        "augmentation": .string(recipe.augmentation),
        "labels": .string(evaluation.hasSoftLabels ? "soft" : "hard"),
        "width": .int(evaluation.width),
      ],
      "seconds": .double(evaluation.seconds),
    ]
  }
}
