/// The pictures of `fixtures/main`: ten shapes, 32x32 RGB, drawn from fixed seeds.
///
/// A picture depends on its split, class and index alone, and comes out the same on every machine.
public struct MainFixture {
  /// The two halves of the data set.
  public enum Split: String, CaseIterable, Sendable {
    /// What an archive is made from.
    case train
    /// What accuracy is measured on.
    case test

    /// Pictures of each class.
    public var count: Int {
      switch self {
      case .train: 120
      case .test: 50
      }
    }
  }

  /// The classes' names, which are also their folders' names, in byte order.
  public static let classNames: [String] = MainShape.allCases.map(\.rawValue)

  /// Pixels on a side.
  public static let side = MainCanvas.side

  /// The pixels of one picture, [3, 32, 32]; none for a class that there is not.
  public static func image(split: Split, classIndex: Int, index: Int) -> [UInt8] {
    guard MainShape.allCases.indices.contains(classIndex) else { return [] }
    let place = UInt64(truncatingIfNeeded: (classIndex << 32) | index)
    // One draw of the generator parts neighbouring pictures' streams, which start one step apart otherwise.
    var seeds = MainRandom(seed: place ^ (split == .train ? 0x6861_6261 << 40 : 0x7465_7374 << 40))
    var scene = MainScene(shape: MainShape.allCases[classIndex], seed: seeds.next())
    return scene.draw()
  }
}
