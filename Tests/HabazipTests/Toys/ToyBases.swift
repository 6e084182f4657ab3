import HabaCodec
import HabaFormat
import HabaTensor

/// Pixels with a quantizer for each channel of a base.
struct ToyBases: BaseCoding {
  static let name = "toy-channels"

  static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding { .pixels(bits: form.bits, grouping: .slices) }

  private let bits: Int
  var group: ParameterGroup

  init(_ images: Tensor, _ form: BaseForm, normalization: Normalization) {
    bits = form.bits
    group = ParameterGroup(NamedTensors([("pixels", images.permuted([0, 3, 1, 2]).detached().tracked())]), rate: 0.03)
  }

  private func quantized(_ bases: Tensor, _ base: Int) -> QuantizedTensor {
    let count = bases.count / bases.shape[0]
    return QuantizedTensor(
      quantizing: Array(bases.values[base * count..<(base + 1) * count]), bits: bits, slices: bases.shape[1])
  }

  func values(of bases: [Int]) -> Tensor {
    let own = group.parameters["pixels"].taking(bases)
    let rounded = bases.indices.flatMap { quantized(own, $0).values }
    return own.replacingValues(with: Tensor(rounded, shape: own.shape)).permuted([0, 2, 3, 1])
  }

  func bits(of bases: [Int]) -> Tensor {
    let all = group.parameters["pixels"]
    let codes = (all.count / all.shape[0] * bits + 7) / 8
    return Tensor([Float(8 * bases.count * (codes + 8 * all.shape[1]))], shape: [])
  }

  func archived() -> (samples: [Base.Samples], transform: BaseTransform?) {
    let all = group.parameters["pixels"]
    return ((0..<all.shape[0]).map { .pixels(quantized(all, $0)) }, nil)
  }
}
