import HabaCodec
import HabaFormat
import HabaTensor

/// Adds a colour: a residual network that has nothing but its last bias.
struct ToyHallucinator: HallucinatorKind {
  static let name = "toy-tint"
  static let starts = [HallucinatorStart.identity]
  private let shape: ImageShape

  init(baseChannels: Int, shape: ImageShape) { self.shape = shape }

  var form: HallucinatorForm { .residual(channels: shape.channels) }

  func layout(count: Int, bits: Int) -> ArchiveLayout.Hallucinators {
    ArchiveLayout.Hallucinators(count: count, form: form, bits: [0, 0, 0, 0, 0, bits])
  }

  var rate: Float { 0.01 }

  func initialParameters(_ start: HallucinatorStart, _ random: inout RandomSource) -> NamedTensors {
    NamedTensors([("tint", Tensor(random.normals(shape.channels), shape: [shape.channels]).tracked())])
  }

  func images(_ parts: Tensor, _ parameters: NamedTensors) -> Tensor { parts + parameters["tint"] }

  func quantized(_ values: [Float], parameter: String, bits: Int) -> QuantizedTensor {
    QuantizedTensor(covering: values, bits: bits)
  }

  func archived(_ parameter: (String) -> QuantizedTensor) -> Hallucinator {
    Hallucinator(decodeBias: parameter("tint"))
  }
}
