// Printed by Scripts/figures/normalization.py: numpy 2.4.6.
enum NormalizationFigures {
  static let allMean: [Float] = [125.363636, 127.836364, 14.1227273]
  static let allDeviation: [Float] = [74.8402817, 71.7327778, 7.91077699]
  static let fourMean: [Float] = [136.6, 123.8, 14.4]
  static let fourDeviation: [Float] = [73.3419389, 69.5942526, 8.37347001]
}
