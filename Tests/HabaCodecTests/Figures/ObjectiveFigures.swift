// Printed by Scripts/figures/objectives.py: PyTorch 2.13.0.
enum ObjectiveFigures {
  static let matching: Float = 44.0992356
  static let matchingNorm: Float = 11.0523047
  static let matchingGradient: [Float] = [-6.07356878, 2.46294444, -2.66079591, -10.5964363]
  static let trajectory: Float = 1.01187042
  static let trajectoryRate: Float = 0.354562444
  static let trajectoryNorm0: Float = 0.0186131134
  static let trajectoryGradient0: [Float] = [-0.00979441555, 0.00687048468, -0.000119418335, -0.00846255173]
  static let trajectoryNorm1: Float = 0.0062133646
  static let trajectoryGradient1: [Float] = [-0.000504007084, -0.00829605365, 0.00293686298, -0.000768201004]
}
