public import HabaFormat
public import HabaTensor

/// What is being learned: bases and hallucinators, and the stages that make images of them.
///
/// Bases -> parts -> images through hallucinators -> bytes. Every stage rounds as the archive will, so that what is trained on is
/// what is archived; gradients pass straight through.
public struct SyntheticSet: Stateful {
  /// Number of classes.
  public let classCount: Int
  /// Each base's class; bases of a class are neighbours.
  public let labels: [Int]
  var bases: any BaseCoding
  let formation: Formation
  var hallucinators: HallucinatorBank
  let rounding: PixelRounding

  init(
    classCount: Int, labels: [Int], bases: any BaseCoding, formation: Formation, hallucinators: HallucinatorBank,
    rounding: PixelRounding
  ) {
    self.classCount = classCount
    self.labels = labels
    self.bases = bases
    self.formation = formation
    self.hallucinators = hallucinators
    self.rounding = rounding
  }

  /// Shape of the images.
  public var shape: ImageShape { formation.shape }

  /// Hallucinators that a base goes through, 0 where there are none and bases are images themselves.
  public var hallucinatorCount: Int { hallucinators.count }

  /// Images of one base.
  public var imagesPerBase: Int { formation.parts * max(1, hallucinators.count) }

  /// Everything that is learned: the bases, then the hallucinators.
  public var groups: [(name: String, group: ParameterGroup)] {
    [("bases", bases.group), ("hallucinators", hallucinators.group)]
  }

  /// Everything that is learned, by name.
  public var parameters: NamedTensors {
    get {
      var all = NamedTensors()
      for (name, group) in groups { all.append(group.parameters, under: name) }
      return all
    }
    set {
      bases.group.parameters = newValue.under("bases")
      hallucinators.group.parameters = newValue.under("hallucinators")
    }
  }

  /// The images of some bases through some hallucinators, as an archive would hold them.
  ///
  /// All bases of the first hallucinator first, parts beside each other within a base. Where there are no hallucinators the
  /// one to ask for is 0.
  public func images(bases indices: [Int], hallucinators chosen: [Int]) -> SyntheticImages {
    let parts = formation.parts(of: bases.values(of: indices), withAllChannels: hallucinators.seesAllChannels)
    return SyntheticImages(
      images: rounding.rounded(hallucinators.images(parts, through: chosen)),
      origins: chosen.flatMap { hallucinator in
        indices.flatMap { base in
          (0..<formation.parts).map { SyntheticImages.Origin(base: base, part: $0, hallucinator: hallucinator) }
        }
      })
  }

  /// All images, as an archive would hold them.
  public func allImages() -> SyntheticImages {
    images(bases: Array(labels.indices), hallucinators: Array(0..<max(1, hallucinatorCount)))
  }

  /// How many bits bases and hallucinators take before anything is compressed: a scalar, differentiable where it depends on what is
  /// learned.
  public var bits: Tensor {
    bases.bits(of: Array(labels.indices)) + Float(hallucinators.storedBits)
  }

  /// The same as `parameters`.
  public var state: NamedTensors { parameters }

  /// Goes on from a state of a set of the same form.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    parameters = try state.matching(parameters).detached().tracked()
  }
}
