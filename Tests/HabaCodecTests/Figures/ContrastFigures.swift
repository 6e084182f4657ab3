// Printed by Scripts/figures/contrast.py: PyTorch 2.13.0.
enum ContrastFigures {
  static let instance2 = ContrastCase(
    loss: 2.52829001, norm: 2.25164965,
    gradient: [0.147027849, 0.74295846, -0.736784733, -0.0999499776])
  static let cosine2 = ContrastCase(
    loss: -0.0101270943, norm: 0.333037054,
    gradient: [0.119413892, 0.290242458, -0.235331686, 0.161304131])
  static let supervised2 = ContrastCase(
    loss: 11.6743742, norm: 3.85322054,
    gradient: [-1.70576532, 0.819984146, 2.51650526, 1.53032054])
  static let instance3 = ContrastCase(
    loss: 3.29094391, norm: 2.2804677,
    gradient: [1.06155616, -3.32932869, 0.736831738, -1.91244347])
  static let cosine3 = ContrastCase(
    loss: -0.026891435, norm: 0.203538818,
    gradient: [0.0440465762, 0.345043432, -0.148510359, 0.314927113])
  static let instanceOfImages = ContrastCase(
    loss: 0.691931956, norm: 0.0280612105,
    gradient: [0.0182799886, 0.00434106948, -0.0106600213, 0.0440253839])
  static let cosineOfImages = ContrastCase(
    loss: 0.995221945, norm: 0.00730580749,
    gradient: [-0.00317264221, -0.00130696288, 0.00666046321, 0.00508825576])
  static let supervisedOfImages = ContrastCase(
    loss: 1.94660296, norm: 0.0506144589,
    gradient: [-0.0212898672, 0.0174022701, -0.000991482234, 0.021718451])
}
