import Foundation
import HabaTensor

// haba-bench NAME [--width W --batch N --threads T --seconds S …]: times one piece of work, prints one JSON line.
func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("haba-bench: error: \(message)\n".utf8))
  exit(64)
}

var options = Options()
var arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.popFirst() else {
  fail("usage: haba-bench \(Work.names.joined(separator: "|")) [--width W --threads T …]")
}
while let option = arguments.popFirst() {
  guard let text = arguments.popFirst(), let value = Double(text),
    value > 0 || (value == 0 && option == "--hallucinators"), value < 1e9
  else {
    fail("\(option) needs a number")
  }
  let count = Int(value)
  switch option {
  case "--width": options.givenWidth = count
  case "--batch": options.givenBatch = count
  case "--threads": options.threads = count
  case "--seconds": options.seconds = value
  case "--classes": options.classes = count
  case "--bases": options.bases = count
  case "--hallucinators": options.hallucinators = count
  case "--real": options.real = count
  case "--steps": options.steps = count
  case "--repetitions": options.repetitions = count
  default:
    fail("there is no option \(option)")
  }
}

/// The best time of several, in seconds, and what the last computed.
func timed(_ work: Work, _ options: Options) throws -> (best: Double, figures: Figures) {
  let clock = ContinuousClock()
  var figures = try work.run()
  var best = Double.infinity
  let end = clock.now + .seconds(options.seconds)
  var repetition = 0
  while best == .infinity || (options.repetitions.map { repetition < $0 } ?? (clock.now < end)) {
    let start = clock.now
    figures = try work.run()
    best = min(best, (clock.now - start) / .seconds(1))
    repetition += 1
  }
  return (best, figures)
}

Threads.count = options.threads
let work: Work
let (best, figures): (Double, Figures)
do {
  guard let named = try Work.named(name, options) else {
    fail("there is no work called \(name), but \(Work.names.joined(separator: ", "))")
  }
  work = named
  (best, figures) = try timed(named, options)
} catch {
  fail("\(name): \(error)")
}
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
var fields = ["\"work\": \"\(work.name)\"", "\"threads\": \(options.threads)", "\"seconds\": \(best)"]
if let images = work.images { fields.append("\"images_per_second\": \(Double(images) / best)") }
fields.append("\"peak_mb\": \(Double(usage.ru_maxrss) / 1000)")
fields.append("\"figures\": {" + figures.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}")
print("{" + fields.joined(separator: ", ") + "}")
