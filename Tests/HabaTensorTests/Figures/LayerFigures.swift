// Printed by Scripts/figures/layers.py: PyTorch 2.13.0.
enum LayerFigures {
  static let strided: [Float] = [-37.0517827, 8.37733453, 18.7575854, -14.9135373]
  static let groupNorm: [Float] = [-6.21936473, 4.53200344, -2.11087715, -7.04226511]
  static let batchNorm: [Float] = [-5.23782175, 6.05896653, -1.91288681, -6.23417984]
  static let maxPooled: [Float] = [1.14811214, 2.88040962, 0.891870995, 2.40182807]
  static let adaptive: [Float] = [0.177226923, 0.76227485, 0.23261531, 5.23848902]
  static let enlarged: [Float] = [-2.33597981, 0.442939676, 15.3087, 3.87237551]
  static let reduced: [Float] = [-3.43588536, 9.37707742, 5.4953524, -0.828514309]
  static let cosine: [Float] = [1.70696112, 2.21507685, 2.51251728, 2.58073119]
}
