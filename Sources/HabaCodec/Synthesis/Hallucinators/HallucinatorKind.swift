public import HabaFormat
public import HabaStudents
public import HabaTensor

/// A form of hallucinator: how it starts, what it does to bases, how it is archived.
public protocol HallucinatorKind: Sendable {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// The ways in which it can start, all of which a long run tries; the last is what runs too short to try any take.
  static var starts: [HallucinatorStart] { get }
  /// Rows and columns that images have at least; 1 unless a kind says otherwise.
  static var smallestSide: Int { get }
  /// Networks that make images of one shape from bases of so many channels.
  init(baseChannels: Int, shape: ImageShape)
  /// The form as archives name it.
  var form: HallucinatorForm { get }
  /// What so many of that depth take in an archive.
  func layout(count: Int, bits: Int) -> ArchiveLayout.Hallucinators
  /// How far one step may move a value.
  var rate: Float { get }
  /// Fresh parameters in the archive's layouts, tracked.
  func initialParameters(_ start: HallucinatorStart, _ random: inout RandomSource) -> NamedTensors
  /// The images `[N, H, W, C]` that parts `[N, H, W, c]` as large as images become; differentiable by both.
  func images(_ parts: Tensor, _ parameters: NamedTensors) -> Tensor
  /// The quantized form of the values of one parameter.
  func quantized(_ values: [Float], parameter: String, bits: Int) -> QuantizedTensor
  /// The archive's form of quantized parameters, which `parameter` gives by name.
  func archived(_ parameter: (String) -> QuantizedTensor) -> Hallucinator
}

extension HallucinatorKind {
  /// All there are.
  public static var starts: [HallucinatorStart] { HallucinatorStart.allCases }

  /// Any.
  public static var smallestSide: Int { 1 }

  /// All six tensors of the form, each with a quantizer of its own.
  public func layout(count: Int, bits: Int) -> ArchiveLayout.Hallucinators {
    ArchiveLayout.Hallucinators(count: count, form: form, bits: bits)
  }
}

/// How hallucinators start.
public enum HallucinatorStart: String, CaseIterable, Sendable {
  /// As HaBa's authors start them: convolutions as PyTorch starts them, scales 1, shifts 0.
  case published
  /// Kernels that pass the base through, plus noise that sets the hallucinators apart.
  case identity
}

/// All kinds of hallucinators that can be asked for by name: a new one is a file of its own and a line here.
public let hallucinatorKinds = NamedList<any HallucinatorKind.Type>([PublishedHallucinator.self]) { $0.name }
