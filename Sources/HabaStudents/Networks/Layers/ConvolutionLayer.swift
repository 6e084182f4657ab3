internal import HabaTensor

/// A convolution of a network, with what belongs to it: a bias, or the scale and shift of an instance norm.
///
/// Zeros on every side keep the map's size; a stride of 2 halves it, rounded up.
struct ConvolutionLayer {
  /// What its parameters' names begin with.
  let name: String
  /// Side of the kernel, an odd number.
  var side = 3
  let inputs: Int
  let outputs: Int
  var stride = 1
  var hasBias = false
  var isNormed = true

  /// Draws a kernel `[side, side, I, O]`, a bias `[O]`, and sets scale and shift `[O]`, as far as there are such.
  func append(to parameters: inout NamedTensors, _ random: inout RandomSource) {
    let taps = side * side * inputs
    parameters.append(random.parameter([side, side, inputs, outputs], fanIn: taps), as: "\(name).kernel")
    if hasBias { parameters.append(random.parameter([outputs], fanIn: taps), as: "\(name).bias") }
    guard isNormed else { return }
    parameters.append(Tensor(repeating: 1, shape: [outputs]).tracked(), as: "\(name).scale")
    parameters.append(Tensor(repeating: 0, shape: [outputs]).tracked(), as: "\(name).shift")
  }

  /// The convolution alone: the bias is left to what follows.
  func convolved(_ x: Tensor, _ parameters: NamedTensors) -> Tensor {
    x.convolved(with: parameters["\(name).kernel"], padding: side / 2, stride: stride)
  }

  /// Convolution, instance norm, ReLU, and average pooling where `pool` is not 1.
  ///
  /// A bias is not added: the norm takes it away, whatever it is.
  func normReluPooled(_ x: Tensor, _ parameters: NamedTensors, pool: Int = 1) -> Tensor {
    convolved(x, parameters).normReluPooled(
      scale: parameters["\(name).scale"], shift: parameters["\(name).shift"], pool: pool)
  }

  /// Convolution and instance norm.
  func normed(_ x: Tensor, _ parameters: NamedTensors) -> Tensor {
    convolved(x, parameters).normed(scale: parameters["\(name).scale"], shift: parameters["\(name).shift"])
  }

  /// Convolution and instance norm, the sum with `other`, and ReLU.
  func normAddRelu(_ x: Tensor, adding other: Tensor, _ parameters: NamedTensors) -> Tensor {
    convolved(x, parameters).normAddRelu(
      scale: parameters["\(name).scale"], shift: parameters["\(name).shift"], adding: other)
  }
}
