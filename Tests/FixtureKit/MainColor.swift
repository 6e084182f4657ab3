/// A colour of the drawing: red, green and blue in 0…255, not yet rounded.
struct MainColor {
  var red: Double
  var green: Double
  var blue: Double

  /// A random colour of about the brightness `luma` (0…255); `saturation` 0 gives grey, 1 strong colours.
  static func random(luma: Double, saturation: Double, using random: inout MainRandom) -> MainColor {
    let color = MainColor(red: random.unit(), green: random.unit(), blue: random.unit())
    let mean = color.luma
    return MainColor(
      red: luma + (color.red - mean) * 255 * saturation,
      green: luma + (color.green - mean) * 255 * saturation,
      blue: luma + (color.blue - mean) * 255 * saturation)
  }

  /// Brightness as the eye weighs it.
  var luma: Double { red * 0.3 + green * 0.59 + blue * 0.11 }

  /// This colour laid over `below` with the opacity `alpha` (0…1).
  func over(_ below: MainColor, alpha: Double) -> MainColor {
    MainColor(
      red: below.red + (red - below.red) * alpha,
      green: below.green + (green - below.green) * alpha,
      blue: below.blue + (blue - below.blue) * alpha)
  }

  /// This colour, `amount` levels brighter.
  func brighter(_ amount: Double) -> MainColor {
    MainColor(red: red + amount, green: green + amount, blue: blue + amount)
  }
}
