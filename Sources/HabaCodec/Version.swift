/// The version of this package, which archives name as their encoder.
public let habazipVersion = "0.1.0"
