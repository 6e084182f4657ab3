public import HabaFormat
public import HabaStudents
public import HabaTensor

/// What is settled of bases before any is there.
public struct BaseForm: Sendable {
  /// Their shape, `[c, h, w]`.
  public var shape: ImageShape
  /// The depth of what is stored, where codings leave a choice.
  public var bits: Int
  /// What was said of codings' own numbers.
  public var settings: Settings

  /// Puts them together.
  public init(shape: ImageShape, bits: Int, settings: Settings) {
    self.shape = shape
    self.bits = bits
    self.settings = settings
  }
}

/// How bases are learned and kept: three faces of one thing.
///
/// What training sees (`values`), what the archive holds (`archived`) and what that costs (`bits`) must say the same: a
/// decoder makes the very values of `values` from what `archived` gives.
public protocol BaseCoding: SendableMetatype {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// What can be set beside `Settings.common`; nothing, unless a coding says otherwise.
  static var settings: [Setting] { get }
  /// How the archive holds bases of a form.
  static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding
  /// Starts from images.
  ///
  /// - Parameters:
  ///   - images: `[B, h, w, c]` in normalised units.
  ///   - form: what they are kept as.
  ///   - normalization: what the units are.
  init(_ images: Tensor, _ form: BaseForm, normalization: Normalization)
  /// What is learned; what is set has the same names and shapes.
  var group: ParameterGroup { get set }
  /// What a decoder gets of some bases, in normalised units: `[n, h, w, c]`. Gradients pass through rounding as if there
  /// were none.
  func values(of bases: [Int]) -> Tensor
  /// How many bits the archive spends on some bases before anything is compressed: a scalar, differentiable where it
  /// depends on what is learned.
  func bits(of bases: [Int]) -> Tensor
  /// What the archive holds of each base, and the transform that all have in common.
  func archived() -> (samples: [Base.Samples], transform: BaseTransform?)
}

extension BaseCoding {
  /// There is nothing to set.
  public static var settings: [Setting] { [] }
}

/// All base codings that can be asked for by name: a new one is a file of its own and a line here.
public let baseCodings = NamedList<any BaseCoding.Type>([PixelBases.self]) { $0.name }
