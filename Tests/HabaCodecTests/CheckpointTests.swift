import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Runs that give out a checkpoint after every step, and runs that go on from those, by way of a file.
struct CheckpointTests {
  /// Small parts, sixty-six steps: starts are tried, chosen between and trained on.
  static var options: CompressOptions {
    var options = CompressOptions()
    (options.objective, options.network) = (RememberingObjective.self, LinearNetwork.self)
    options.constraints = [GrowingConstraint.self]
    (options.basesPerClass, options.hallucinators, options.bits, options.steps) = (2, .fixed(2), 4, 66)
    return options
  }

  /// A run, and the files of its checkpoints; it is killed, so to speak, once it has given out `most`.
  static func run(
    _ options: CompressOptions, on set: DataSet = Samples.colored(perClass: 10), from file: [UInt8]? = nil,
    killedAfter most: Int = .max, seconds: (() -> Double)? = nil
  ) throws -> (result: Compression?, files: [[UInt8]]) {
    let checkpoint = try file.map { try Checkpoint(reading: reader($0)) }
    var files: [[UInt8]] = []
    var keeping = CheckpointKeeping {
      files.append(try $0.file().serialized())
      if files.count == most { throw Interrupted() }
    }
    (keeping.interval, keeping.share) = (0, 1)
    let compressor = try Compressor(dataSet: set, options: options)
    do {
      let result = try compressor.run(
        from: checkpoint, keeping: keeping, seconds: seconds ?? RunClock.secondsOfRunning(), progress: { _ in },
        isCancelled: { false })
      return (result, files)
    } catch is Interrupted {
      return (nil, files)
    }
  }

  static func reader(_ file: [UInt8]) throws -> StateFileReader {
    try StateFileReader(fileBytes: file.count) { range throws(StateFileError) in Array(file[range]) }
  }

  @Test func `a run gone on with from any moment ends in the bytes of an unbroken one`() throws {
    let (unbroken, files) = try Self.run(Self.options)
    // After each of sixty steps of the trial, each of two students, and each of six steps more.
    #expect(files.count == 60 + 2 + 6)
    let expected = try #require(unbroken)
    #expect(expected.heldOut.map(\.start) == ["published", "identity"])
    for moment in [0, 1, 31, 58, 59, 60, 61, 62, 64, 67] {
      let (found, rest) = try Self.run(Self.options, from: files[moment])
      #expect(found?.bytes == expected.bytes, "after \(moment + 1) checkpoints")
      #expect(found?.start == expected.start && found?.steps == 66)
      #expect(found?.heldOut.map(\.accuracy) == expected.heldOut.map(\.accuracy))
      #expect(rest.count == files.count - moment - 1)
    }
  }

  @Test func `so does one that is killed again and again`() throws {
    let expected = try Self.run(Self.options).result
    var (file, parts): ([UInt8]?, Int) = (nil, 0)
    for most in [7, 53, 1, 1, 1, 2, 2, 100] {
      let (result, files) = try Self.run(Self.options, from: file, killedAfter: most)
      parts += 1
      file = files.last
      guard let result else { continue }
      #expect(result.bytes == expected?.bytes)
      break
    }
    #expect(parts == 8)
  }

  @Test(arguments: objectives.names)
  func `every objective goes on as if it had never stopped, with and without constraints`(name: String) throws {
    for constraints in [[], [GrowingConstraint.self]] as [[any Constraint.Type]] {
      var options = Self.options
      options.objective = try #require(objectives[name])
      (options.constraints, options.network, options.steps) = (constraints, ConvNet.self, 5)
      options.settings = ["width": 4]
      let set = Samples.colored(perClass: 4)
      let (unbroken, files) = try Self.run(options, on: set)
      let expected = try #require(unbroken)
      try #require(files.count == 5)
      for file in files {
        #expect(try Self.run(options, on: set, from: file).result?.bytes == expected.bytes)
      }
    }
  }

  @Test func `plain distillation and an automatic choice go on, too`() throws {
    var (plain, automatic) = (Self.options, Self.options)
    (plain.hallucinators, plain.steps) = (.fixed(0), 4)
    (automatic.hallucinators, automatic.basesPerClass, automatic.budget, automatic.steps) = (.automatic, nil, 3000, 61)
    for options in [plain, automatic] {
      let (unbroken, files) = try Self.run(options)
      let expected = try #require(unbroken)
      for moment in Set([0, files.count / 2, files.count - 3, files.count - 2, files.count - 1]) {
        #expect(try Self.run(options, from: files[moment]).result?.bytes == expected.bytes)
      }
    }
  }

  @Test func `a checkpoint read and written again is the same file`() throws {
    for file in try Self.run(Self.options, killedAfter: 61).files {
      #expect(try Checkpoint(reading: Self.reader(file)).file().serialized() == file)
    }
  }

  @Test func `the seconds before a checkpoint count towards the limit`() throws {
    /// A clock that goes on by a second whenever it is asked.
    func clock() -> () -> Double {
      var asked = 700.0
      return {
        asked += 1
        return asked
      }
    }
    var options = Self.options
    (options.steps, options.timeLimit) = (nil, 1500)
    let (unbroken, files) = try Self.run(options, seconds: clock())
    let whole = try #require(unbroken)
    try #require(whole.steps > 70, "\(whole.steps) steps in \(whole.seconds)")
    #expect((1480...1510).contains(whole.seconds), "\(whole.seconds)")
    for file in [files[20], files[61], files[files.count - 5]] {
      let checkpoint = try Checkpoint(reading: Self.reader(file))
      #expect(checkpoint.seconds > 50)
      let found = try #require(try Self.run(options, from: file, seconds: clock()).result)
      #expect((1480...1510).contains(found.seconds), "\(found.seconds)")
      // What it says of steps holds for it as for any run.
      var counted = options
      (counted.steps, counted.timeLimit) = (found.steps, nil)
      #expect(try Self.run(counted).result?.bytes == found.bytes)
    }
    // With less time than it has used, it ends where it is.
    let last = try #require(files.last)
    options.timeLimit = 100
    #expect(try Self.run(options, from: last, seconds: clock()).result?.steps == whole.steps)
  }

  @Test func `a time too short for the choice is remembered as such`() throws {
    func clock() -> () -> Double {
      var asked = 0.0
      return {
        asked += 1
        return asked
      }
    }
    var options = Self.options
    (options.steps, options.timeLimit) = (nil, 300)
    let (unbroken, files) = try Self.run(options, seconds: clock())
    let whole = try #require(unbroken)
    #expect(whole.steps < 60 && whole.heldOut.isEmpty)
    // However long it may go on by now, it has no step more than a run that tries nothing.
    options.timeLimit = 10_000
    let last = try #require(files.last)
    let found = try #require(try Self.run(options, from: last, seconds: clock()).result)
    #expect(found.steps == 59 && found.heldOut.isEmpty)
    (options.steps, options.timeLimit) = (59, nil)
    #expect(try Self.run(options).result?.bytes == found.bytes)
  }

  @Test func `checkpoints come when the interval is over, and seldom where they take long`() throws {
    var seconds = 0.0
    let clock = RunClock(steps: 10, limit: .infinity) { seconds }
    let checkpoint = try Checkpoint(
      reading: Self.reader(#require(try Self.run(Self.options, killedAfter: 1).files.first)))
    var taken: [Double] = []
    let keeper = CheckpointKeeper(
      CheckpointKeeping { _ in
        taken.append(seconds)
        // The second takes long.
        seconds += taken.count == 2 ? 2 : 0.1
      }, clock: clock)
    for second in 0..<400 {
      seconds = max(seconds, Double(second))
      if keeper.isDue { try keeper.keep(checkpoint) }
    }
    // Thirty seconds, and 99 times what the last one took if that is more.
    #expect(taken == [30, 61, 261, 292, 323, 354, 385])
  }
}
