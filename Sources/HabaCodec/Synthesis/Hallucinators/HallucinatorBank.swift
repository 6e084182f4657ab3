internal import HabaFormat
internal import HabaTensor

/// The hallucinators that are being learned, all of one kind; there may be none.
struct HallucinatorBank {
  let kind: any HallucinatorKind
  /// The depth of each stored number.
  let bits: Int
  /// The parameters of each, tracked.
  private var parameters: [NamedTensors]

  /// Starts `count` of them, one after the other.
  init(
    _ kind: any HallucinatorKind, count: Int, start: HallucinatorStart, bits: Int, random: inout RandomSource
  ) {
    self.kind = kind
    self.bits = bits
    parameters = (0..<count).map { _ in kind.initialParameters(start, &random) }
  }

  var count: Int { parameters.count }

  /// Whether bases get all channels of images before they are hallucinated, as the format has it.
  var seesAllChannels: Bool { parameters.isEmpty || kind.form.kind == .residual }

  /// All parameters, under each hallucinator's number.
  var group: ParameterGroup {
    get {
      var all = NamedTensors()
      for (index, own) in parameters.enumerated() { all.append(own, under: String(index)) }
      return ParameterGroup(all, rate: kind.rate)
    }
    set { parameters = parameters.indices.map { newValue.parameters.under(String($0)) } }
  }

  private func quantized(_ index: Int) -> NamedTensors {
    parameters[index].replacing(
      with: parameters[index].entries.map { name, free in
        let fixed = kind.quantized(free.values, parameter: name, bits: bits)
        return free.replacingValues(with: Tensor(fixed.values, shape: free.shape))
      })
  }

  /// The images of all parts `[N, H, W, c]` through the first chosen hallucinator, then of all through the next: `[M * N, H, W, C]`.
  ///
  /// The parts themselves where there are no hallucinators.
  func images(_ parts: Tensor, through chosen: [Int]) -> Tensor {
    parameters.isEmpty ? parts : .concatenated(chosen.map { kind.images(parts, quantized($0)) })
  }

  /// The bits of all of them before anything is compressed: codes in whole bytes and two binary32 for each tensor.
  var storedBits: Int {
    parameters.reduce(0) { $0 + $1.tensors.reduce(0) { $0 + 8 * (($1.count * bits + 7) / 8 + 8) } }
  }

  func archived() -> [Hallucinator] {
    parameters.map { own in
      kind.archived { kind.quantized(own[$0].values, parameter: $0, bits: bits) }
    }
  }
}
