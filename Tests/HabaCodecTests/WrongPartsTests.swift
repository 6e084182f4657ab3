import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Parts that do not keep what their protocols ask: nobody may get an archive of it without a word.
struct WrongPartsTests {
  /// What is no number from the third step on.
  private struct Breaking: Objective {
    static let name = "breaking"
    init(_ context: TrainingContext) {}
    mutating func loss(_ step: inout Step) -> Tensor {
      let images = step.syntheticImages(ofClasses: [0])[0].squared().sum()
      return step.number < 2 ? images : images * .nan
    }
  }

  /// A number for each image.
  private struct Many: Objective {
    static let name = "many"
    init(_ context: TrainingContext) {}
    mutating func loss(_ step: inout Step) -> Tensor { step.syntheticImages(ofClasses: [0])[0].mean(axes: [1, 2, 3]) }
  }

  @Test func `an objective that is no number ends the run, by name and step`() throws {
    func advance(_ objective: any Objective.Type, steps: Int) throws {
      let begun = Begun(objective: objective)
      var trainer = try begun.trial().trainer
      for _ in 0..<steps { _ = try trainer.advance(on: begun.images) }
    }
    try advance(Breaking.self, steps: 2)
    let error = #expect(throws: TrainingError.self) { try advance(Breaking.self, steps: 3) }
    #expect(error.map { "\($0)" } == "breaking gave nan at step 3: nothing can be learned from that")
    #expect(throws: TrainingError.notScalar(part: "many", step: 0, shape: [4, 1, 1, 1])) {
      try advance(Many.self, steps: 1)
    }
  }

  /// Pixels that say they take one bit each.
  private struct Modest: BaseCoding {
    static let name = "modest"
    static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding { .pixels(bits: 1, grouping: .tensors) }
    private var inner: PixelBases
    init(_ images: Tensor, _ form: BaseForm, normalization: Normalization) { inner = PixelBases(images, bits: 16) }
    var group: ParameterGroup {
      get { inner.group }
      set { inner.group = newValue }
    }
    func values(of bases: [Int]) -> Tensor { inner.values(of: bases) }
    func bits(of bases: [Int]) -> Tensor { inner.bits(of: bases) }
    func archived() -> (samples: [Base.Samples], transform: BaseTransform?) { inner.archived() }
  }

  /// Coefficients in three planes, whatever the images have.
  private struct Planes: BaseCoding {
    static let name = "planes"
    static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding { .pixels(bits: 99, grouping: .tensors) }
    private var inner: PixelBases
    init(_ images: Tensor, _ form: BaseForm, normalization: Normalization) { inner = PixelBases(images, bits: 4) }
    var group: ParameterGroup {
      get { inner.group }
      set { inner.group = newValue }
    }
    func values(of bases: [Int]) -> Tensor { inner.values(of: bases) }
    func bits(of bases: [Int]) -> Tensor { inner.bits(of: bases) }
    func archived() -> (samples: [Base.Samples], transform: BaseTransform?) { inner.archived() }
  }

  private func run(_ coding: any BaseCoding.Type, budget: Int?) throws -> Compression {
    var options = CompressOptions()
    (options.baseCoding, options.effort, options.hallucinators, options.budget) = (coding, 1, .fixed(0), budget)
    return try Compressor(dataSet: Samples.noise(60, classes: 3, seed: 1), options: options)
      .run(progress: { _ in }, isCancelled: { false })
  }

  @Test func `a coding that takes more than it says can't exceed a budget`() throws {
    let error = #expect(throws: PlanError.self) { try run(Modest.self, budget: 2000) }
    guard case .exceeded(let bound, let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(bound <= 2000 && found > bound)
  }

  @Test(arguments: [nil, 5000]) func `a layout that no archive can have is refused before any work`(budget: Int?) {
    let error = #expect(throws: PlanError.self) { try run(Planes.self, budget: budget) }
    guard case .impossible = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
