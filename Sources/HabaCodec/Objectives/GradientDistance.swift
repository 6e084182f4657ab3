package import HabaStudents
package import HabaTensor

/// How far apart the gradients are that two sets of images of one class give a network's parameters (DC, equations 9 and 10).
package enum GradientDistance {
  /// Summed over kernels and the linear layer, one cosine distance for each of their outputs.
  ///
  /// Tensors of one dimension (biases, norms) have distance 0, as published. Differentiable by `synthetic`, not by `real`.
  ///
  /// - Parameters:
  ///   - real: `[N, H, W, C]`, as `synthetic`, normalised.
  ///   - label: the class of all of them.
  ///   - parameters: of `network`, tracked.
  package static func value(
    real: Tensor, synthetic: Tensor, label: Int, network: any Network, parameters: NamedTensors
  ) -> Tensor {
    let matched = parameters.tensors.filter { $0.shape.count > 1 }
    func gradients(_ images: Tensor, differentiable: Bool) -> [Tensor] {
      let labels = Array(repeating: label, count: images.shape[0])
      let loss = network.scores(images, parameters).crossEntropy(labels: labels)
      return gradient(of: loss, withRespectTo: matched, differentiable: differentiable)
    }
    let wanted = gradients(real, differentiable: false)
    var sum = Tensor([0], shape: [])
    for (found, wanted) in zip(gradients(synthetic, differentiable: true), wanted) {
      // Outputs are the last axis of kernels and matrices alike.
      let outputs = found.shape[found.shape.count - 1]
      let rows = [found.count / outputs, outputs]
      sum = sum + found.reshaped(rows).cosineDistance(to: wanted.reshaped(rows), axis: 0).sum()
    }
    return sum
  }
}
