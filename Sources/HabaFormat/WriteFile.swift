public import HabaFiles

/// Writes `bytes` to a file, which appears whole or not at all; an existing one is refused unless it is to be replaced.
public func writeFile(_ bytes: [UInt8], to path: String, replacing: Bool) throws(OutputError) {
  try OutputFile.write(bytes, to: FileTarget(path, replacing: replacing))
}
