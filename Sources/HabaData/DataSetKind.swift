/// Which half of a data set to read.
public enum Split: Sendable {
  /// The training split, or everything where there is one split only.
  case train
  /// The test split, or everything where there is one split only.
  case test
}

/// A kind of data set on disk; each is a constant beside its reader.
public struct DataSetKind: RawRepresentable, Hashable, Sendable, CaseIterable {
  /// The name that `--kind` takes.
  public let rawValue: String
  /// What a data set of the kind is called: image folders, CIFAR-10.
  public let words: String
  /// Whose files it is made of, as help says it; nil where any pictures will do.
  public let files: String?
  /// The same in short, for several kinds together.
  let family: String?

  /// Makes a kind.
  ///
  /// - Parameters:
  ///   - name: what `--kind` takes.
  ///   - words: what a data set of the kind is called.
  ///   - files: whose files it is made of; nil where any pictures will do.
  ///   - family: the same in short, where it differs.
  init(_ name: String, words: String, files: String? = nil, family: String? = nil) {
    rawValue = name
    self.words = words
    self.files = files
    self.family = family ?? files
  }

  /// The known kind of a name.
  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  /// All kinds, in the order in which they are told.
  public static var allCases: [DataSetKind] { KindReaders.known.all.map { $0.kind } }
}

extension [String] {
  /// All of them, the last after an "or".
  package var alternatives: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) or \(self[count - 1])"
  }
}
