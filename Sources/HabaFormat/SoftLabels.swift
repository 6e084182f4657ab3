/// What each image is labelled with beyond its class: a number for each class, or for a few.
public struct SoftLabels: Hashable, Sendable {
  /// How many classes of an image have a number, 1…K; all others have 0.
  public var classesPerImage: Int
  /// The classes, [N, classesPerImage], ascending for each image; empty where all have a number.
  public var classes: [UInt16]
  /// The numbers, [N, classesPerImage], of one quantizer.
  public var values: QuantizedTensor

  /// Labels each image with a number for every class, [N, K].
  public init(whole values: QuantizedTensor, classCount: Int) {
    classesPerImage = classCount
    classes = []
    self.values = values
  }

  /// Labels each image with numbers for some classes, [N, classesPerImage] both; nothing is checked.
  public init(classesPerImage: Int, classes: [UInt16], values: QuantizedTensor) {
    self.classesPerImage = classesPerImage
    self.classes = classes
    self.values = values
  }

  /// The numbers of all classes, [K], for an image of the archive that these labels belong to.
  public func row(image: Int, classCount: Int) -> [Float] {
    let start = image * classesPerImage
    let quantizer = values.quantizer
    var row = [Float](repeating: 0, count: classCount)
    for index in 0..<classesPerImage {
      let label = classes.isEmpty ? index : Int(classes[start + index])
      row[label] = quantizer.value(of: values.codes[start + index])
    }
    return row
  }
}
