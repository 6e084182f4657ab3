// Printed by Scripts/figures/formation.py: PyTorch 2.13.0.
// Bases, parts along a side, channels of bases and of images, rows and columns of images; then the bases' shape, and
// projections of bases [B, h, w, c] and of enlarged parts [B * parts, H, W, c].
enum FormationFigures {
  static let halves = FormationCase(
    given: [2, 2, 3, 3, 8, 8], shape: [2, 8, 8, 3],
    bases: [1.45178579, 1.03927441, -1.17638754, 8.32786877],
    parts: [8.23603286, -2.43259854, 9.36828864, 2.15435945])
  static let oddHalves = FormationCase(
    given: [3, 2, 3, 3, 11, 14], shape: [3, 10, 14, 3],
    bases: [0.422744885, -4.04787, 8.56910123, -3.50766761],
    parts: [7.8027269, 1.98507895, 5.54172979, -21.0935254])
  static let thirds = FormationCase(
    given: [2, 3, 1, 1, 13, 12], shape: [2, 12, 12, 1],
    bases: [0.510271784, -2.15098886, 3.03463666, -0.909583766],
    parts: [-0.828001637, -1.28199691, -0.0732151745, 0.56292085])
  static let greyHalves = FormationCase(
    given: [2, 2, 1, 3, 9, 8], shape: [2, 8, 8, 1],
    bases: [-1.07342484, 0.581179709, -0.969142884, 0.311882127],
    parts: [0.11685819, -0.640621483, 2.68083155, -2.41339803])
  static let greyWhole = FormationCase(
    given: [3, 1, 1, 3, 5, 6], shape: [3, 5, 6, 1],
    bases: [1.8679807, -2.92029599, 0.889628792, 0.58812663],
    parts: [1.8679807, -2.92029599, 0.889628792, 0.58812663])
}
