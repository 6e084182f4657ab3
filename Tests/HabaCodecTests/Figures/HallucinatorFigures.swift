// Printed by Scripts/figures/hallucinator.py: PyTorch 2.13.0.
// Projections and first values of images [N, C, H, W].
enum HallucinatorFigures {
  static let color: [Float] = [45.8542399, -0.202374094, 45.6652722, -22.0040515]
  static let colorFirst: [Float] = [
    -1.83123113, -2.10007546, -4.45133841, -5.29838051, -0.15209624, 1.48892662,
  ]
  static let grey: [Float] = [-19.1970687, -12.3408755, -17.7327759, -18.9845848]
  static let greyFirst: [Float] = [
    -6.04947544, -8.79368022, -6.28188885, -2.18357028, 0.634735289, 4.5317793,
  ]
  static let smallest: [Float] = [66.6852658, -46.1177516, -30.3309894, -24.5456274]
  static let smallestFirst: [Float] = [
    -15.5628426, -13.8339328, -9.02212407, -1.53782304, 6.54448297, 12.4630834,
  ]
}
