import HabaFormat

extension Archive {
  /// All that an archive of pixels and published hallucinators says, whatever the coding of its file: one fact a line.
  var canonicalText: String {
    var lines = [
      "shape \(shape.channels) \(shape.height) \(shape.width)",
      "classes \(classCount) \(classNames?.description ?? "unnamed")",
      "normalization \(bits(normalization.mean)) \(bits(normalization.deviation))",
      "source \(source.images) \(source.pixelBytes)",
      "made by \(provenance.objective) in \(provenance.steps) steps from \(provenance.seed)",
    ]
    lines += provenance.options.sorted { $0.key < $1.key }.map { "option \($0.key)=\($0.value)" }
    lines += metadata.sorted { $0.key < $1.key }.map { "metadata \($0.key)=\($0.value)" }
    lines += bases.map { "base \($0.label) \(text($0.pixels))" }
    for own in hallucinators {
      let tensors = [own.encodeKernel, own.encodeBias, own.scale, own.shift, own.decodeKernel, own.decodeBias]
      lines += tensors.map { "hallucinator \(text($0))" }
    }
    return lines.joined(separator: "\n")
  }

  private func text(_ tensor: QuantizedTensor) -> String {
    let quantizers = tensor.quantizers.map { "\($0.bits) \(bits([$0.offset, $0.step]))" }
    return "\(quantizers) \(tensor.codes)"
  }

  private func bits(_ values: [Float]) -> String {
    values.map { String($0.bitPattern, radix: 16) }.joined(separator: " ")
  }
}
