internal import ArgumentParser
internal import HabaFormat

/// What every command that reads files of others understands.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that reading may take, the archive or the data set each; an archive's images may be 16 times as "
        + "much. (default: 1GiB)", valueName: "size"),
    transform: ByteSize.init(parsing:))
  var memory: ByteSize?

  /// What reading an archive may take.
  var limits: Limits { memory.map { Limits(memory: $0.bytes) } ?? .default }
}
