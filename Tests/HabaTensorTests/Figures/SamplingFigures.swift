// Printed by Scripts/figures/sampling.py: PyTorch 2.13.0.
enum SamplingFigures {
  static let transforms: [[Float]] = [
    [0.8, 0.3, 0.1, -0.2, 1.1, -0.3],
    [1.3, 0, -0.4, 0.25, 0.7, 0.2],
    [-1, 0, 0, 0, -1, 0],
  ]
  static let square: [Float] = [3.98807873, 7.07222618, -2.68343935, 8.7505597]
  static let squareGradient: [Float] = [-3.71052223, 8.38837114, 1.43907005, 7.05045243]
  static let wide: [Float] = [-5.23031513, 5.03317355, 2.73934319, 0.400588958]
  static let wideGradient: [Float] = [-2.02983441, 7.43422286, 0.525869646, 1.28837454]
}
