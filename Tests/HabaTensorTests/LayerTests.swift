import Testing

@testable import HabaTensor

/// Layers against PyTorch's, by four weighted sums of their results.
struct LayerTests {
  private let x = chirp([2, 7, 6, 4], phase: 1)

  private func check(_ found: Tensor, _ shape: [Int], _ expected: [Float]) {
    #expect(found.shape == shape)
    #expect(relativeError(projections(found.values).map { Float($0) }, expected.map { Double($0) }) < 1e-4)
  }

  @Test func `a convolution with a stride takes every second window`() {
    let kernel = chirp([3, 2, 4, 3], phase: 2)
    check(x.convolved(with: kernel, padding: 1, stride: 2), [2, 4, 4, 3], LayerFigures.strided)
  }

  @Test func `group norm takes neighbouring channels together`() {
    check(x.groupNormalized(groups: 2), x.shape, LayerFigures.groupNorm)
  }

  @Test func `batch norm takes a channel of all images together`() {
    check(x.batchNormalized(), x.shape, LayerFigures.batchNorm)
  }

  @Test func `max pooling takes the largest of overlapping windows`() {
    check(x.maxPooled(3, stride: 2), [2, 3, 2, 4], LayerFigures.maxPooled)
  }

  @Test func `adaptive pooling averages the span that each place covers`() {
    check(x.adaptivelyPooled(height: 3, width: 4), [2, 3, 4, 4], LayerFigures.adaptive)
  }

  @Test func `bilinear resizing aligns the edges of images`() {
    check(x.bilinearlyResized(height: 13, width: 9), [2, 13, 9, 4], LayerFigures.enlarged)
    check(x.bilinearlyResized(height: 4, width: 5), [2, 4, 5, 4], LayerFigures.reduced)
  }

  @Test func `the cosine distance is that of columns`() {
    let distance = chirp([4, 3], phase: 1).cosineDistance(to: chirp([4, 3], phase: 3), axis: 0)
    check(distance, [1, 3], LayerFigures.cosine)
  }
}
