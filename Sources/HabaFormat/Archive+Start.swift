extension Archive {
  /// How many bytes tell whether a file is an archive, of whatever version and however damaged.
  package static let startBytes = Prelude.magic.count

  /// Whether bytes are the start of an archive.
  package static func starts(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Prelude.magic) }
}
