import Foundation
import HabaData
import HabaTensor

// haba-likeness DATASET [--steps N --seed S --threads T] ARCHIVE…: how alike an archive's images are, as one JSON object.
func fail(_ message: String, _ status: Int32) -> Never {
  FileHandle.standardError.write(Data("haba-likeness: error: \(message)\n".utf8))
  exit(status)
}

var (steps, seed, threads) = (1000, UInt64(0), 0)
var paths: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  guard argument.hasPrefix("--") else {
    paths.append(argument)
    continue
  }
  guard let text = arguments.popFirst(), let value = Int(text), value >= 0, value < 1 << 32 else {
    fail("\(argument) needs a number", 64)
  }
  switch argument {
  case "--steps": steps = value
  case "--seed": seed = UInt64(value)
  case "--threads": threads = value
  default: fail("there is no option \(argument)", 64)
  }
}
guard paths.count > 1 else { fail("usage: haba-likeness DATASET [--steps N --seed S] ARCHIVE…", 64) }
do {
  Threads.count = threads
  try Threads.prepare()
  let observer = try Observer(try DataSet.open(paths[0], split: .train), steps: steps, seed: seed)
  let learned = try observer.accuracy(on: try DataSet.open(paths[0], split: .test))
  let archives = try paths.dropFirst().map { "{\(try observer.figures(of: $0))}" }
  print(
    "{\"network\": {\"steps\": \(steps), \"seed\": \(seed), \"accuracy\": \(learned)}, \"archives\": ["
      + archives.joined(separator: ", ") + "]}")
} catch {
  fail("\(error)", 65)
}
