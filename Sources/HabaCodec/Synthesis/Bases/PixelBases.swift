public import HabaFormat
public import HabaTensor

/// Bases as pixels, each with a quantizer of its own that is fitted to its values.
public struct PixelBases: BaseCoding {
  /// How commands call it.
  public static let name = "pixels"

  /// Codes that share a quantizer with those of their base.
  public static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding {
    .pixels(bits: form.bits, grouping: .tensors)
  }

  private let bits: Int
  /// Under `pixels`: `[B, c, h, w]` in normalised units, the order of the archive.
  public var group: ParameterGroup

  /// Starts from images `[B, h, w, c]`.
  public init(_ images: Tensor, _ form: BaseForm, normalization: Normalization) { self.init(images, bits: form.bits) }

  init(_ images: Tensor, bits: Int) {
    self.bits = bits
    group = ParameterGroup(
      NamedTensors([("pixels", images.permuted([0, 3, 1, 2]).detached().tracked())]), rate: 0.02)
  }

  private var pixels: Tensor { group.parameters["pixels"] }

  private func quantized(_ base: Int, of values: [Float], count: Int) -> QuantizedTensor {
    QuantizedTensor(quantizing: Array(values[base * count..<(base + 1) * count]), bits: bits)
  }

  /// Bases as their quantizers give them back: `[n, h, w, c]`.
  public func values(of bases: [Int]) -> Tensor {
    let own = pixels.taking(bases)
    let (values, count) = (own.values, own.count / max(1, bases.count))
    let rounded = bases.indices.flatMap { quantized($0, of: values, count: count).values }
    return own.replacingValues(with: Tensor(rounded, shape: own.shape)).permuted([0, 2, 3, 1])
  }

  /// Codes and quantizers, which is always the same.
  public func bits(of bases: [Int]) -> Tensor {
    // Codes fill whole bytes in each base; its quantizer is two binary32.
    let codes = (pixels.count / max(1, pixels.shape[0]) * bits + 7) / 8
    return Tensor([Float(bases.count * 8 * (codes + 8))], shape: [])
  }

  /// The codes of each base; no transform.
  public func archived() -> (samples: [Base.Samples], transform: BaseTransform?) {
    let (values, bases) = (pixels.values, pixels.shape[0])
    return ((0..<bases).map { .pixels(quantized($0, of: values, count: values.count / max(1, bases))) }, nil)
  }
}
