import HabaCodec
import HabaStudents
import Testing

@testable import habazip

@Suite struct `Usage` {
  @Test func `the version is a result`() throws {
    let outcome = try Command.run("--version")
    #expect(outcome.status == 0)
    #expect(outcome.text == "habazip 0.1.0\n")
    #expect(outcome.error.isEmpty)
  }

  @Test(arguments: ["compress", "expand", "inspect", "verify", "preview", "evaluate"])
  func `help is a result, and shows how each command is called`(command: String) throws {
    let outcome = try Command.run(command, "--help")
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    #expect(outcome.text.contains("habazip \(command) "))
    for option in ["--force", "--quiet", "--verbose", "--threads", "--json", "--no-progress"] {
      #expect(outcome.text.contains(option), "\(option)")
    }
  }

  @Test(arguments: [
    [], ["nonsense"], ["compress"], ["compress", "a", "b"], ["compress", "a", "--nonsense"],
    ["compress", "a", "--budget", "12K"], ["compress", "a", "--budget", "0"],
    ["compress", "a", "--bits", "1"],
    ["compress", "a", "--bits", "17"], ["compress", "a", "--bases-per-class", "0"],
    ["compress", "a", "--hallucinators", "-1"], ["compress", "a", "--hallucinators", "many"],
    ["compress", "a", "--formation", "0"], ["compress", "a", "--formation", "256"],
    ["compress", "a", "--base-channels", "0"], ["compress", "a", "--base-channels", "x"],
    ["compress", "a", "--effort", "0"], ["compress", "a", "--effort", "10"],
    ["compress", "a", "--steps", "-1"],
    ["compress", "a", "--time-limit", "0s"], ["compress", "a", "--seed", "-1"],
    ["compress", "a", "--seed", "x"],
    ["compress", "a", "--size", "0"], ["compress", "a", "--kind", "tar"], ["compress", "a", "--fit", "crop"],
    ["compress", "a", "--size", "8", "--fit", "zoom"], ["compress", "a", "--damaged", "mend"],
    ["compress", "a", "--hold-out", "0"], ["compress", "a", "--hold-out", "100%"],
    ["compress", "a", "--threads", "-1"],
    ["compress", "a", "-o", "-", "--json"], ["compress", "a", "-o", ""], ["compress", "a", "-q", "-v"],
    ["compress", "a", "--objective", "nonsense"], ["compress", "a", "--contrast", "nonsense"],
    ["expand", "a"], ["expand", "a", "-o", "b", "--format", "tar"],
    ["expand", "a", "-o", "b", "--memory", "x"],
    ["inspect"], ["verify"], ["preview", "a"], ["evaluate", "a"],
    ["evaluate", "a", "--test", "b", "--trials", "0"],
    ["evaluate", "a", "--test", "b", "--network", "nonsense"],
    ["evaluate", "a", "--test", "b", "--network", "convnet3,"],
    ["evaluate", "a", "--test", "b", "--network", "vgg11,convnet3,vgg11"],
    ["evaluate", "a", "--test", "b", "--network", "convnet3,all"],
    ["evaluate", "a", "--test", "b", "--recipe", "nonsense"],
    ["evaluate", "a", "--test", "b", "--epochs", "3", "--steps", "3"],
  ])
  func `a call that can't be meant is refused with 64`(arguments: [String]) throws {
    let outcome = try Command.run(arguments)
    if arguments.isEmpty {
      // Without a word there is nothing to refuse: the overview helps more.
      #expect(outcome.status == 0)
      #expect(outcome.text.contains("compress"))
      return
    }
    expectFailure(outcome, status: 64)
    #expect(outcome.errorLines.first?.hasPrefix("habazip: error: ") == true)
  }

  /// Calls that name what no list has yet, and options that take nothing yet.
  private static let later: [[String]] = {
    func calls<Element>(_ choice: Choice<Element>, _ start: [String]) -> [[String]] {
      choice.later.filter { choice.list[$0] == nil }.map { start + [choice.option, $0] }
    }
    let evaluate = ["evaluate", "a", "--test", "b"]
    return calls(Offered.objective, ["compress", "a"]) + calls(Offered.contrast, ["compress", "a"])
      + calls(Offered.network, evaluate) + [
        evaluate + ["--compare", "random"]
      ]
  }()

  @Test(arguments: later)
  func `what a later version brings is refused by name with 69`(arguments: [String]) throws {
    let option = arguments.first { $0.hasPrefix("--") && $0 != "--test" } ?? ""
    expectFailure(try Command.run(arguments), status: 69, naming: option)
    // Help lists neither an option that takes nothing yet nor a name that is not there yet.
    let help = try Command.run(arguments[0], "--help").text
    guard let entry = help.split(separator: "\n  -").first(where: { $0.hasPrefix(option.dropFirst()) }) else { return }
    #expect(["--objective", "--network", "--contrast"].contains(option))
    let words = entry.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    #expect(!words.contains(arguments.last ?? "") && words.count > 3, "\(entry)")
  }

  @Test(arguments: [
    ["--objective", "dm"], ["--contrast", "none"], ["--resume"], ["--no-contrast"], ["--formation", "1"],
    ["--base-channels", "1"],
  ])
  func `what changes nothing is taken`(option: [String]) throws {
    // The data set is missing: getting as far as to notice shows that the option was taken.
    expectFailure(try Command.run(["compress", "/nonexistent/data", "-o", "x.haba"] + option), status: 66)
  }

  @Test func `a missing input is refused with 66, whatever reads it`() throws {
    let folder = try TemporaryFolder()
    let missing = folder / "missing"
    for arguments in [
      ["compress", missing, "-o", folder / "o.haba"], ["expand", missing, "-o", folder / "o"],
      ["inspect", missing], ["verify", missing], ["preview", missing, "-o", folder / "o.png"],
      ["evaluate", missing, "--test", missing],
    ] {
      expectFailure(try Command.run(arguments), status: 66, naming: missing)
    }
    #expect(folder.contents.isEmpty)
  }

  @Test(arguments: ["inspect", "verify"])
  func `what is no archive is refused with 65`(command: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("not an archive, but long enough to look like one".utf8), to: "text.haba")
    try folder.write([], to: "empty.haba")
    expectFailure(try Command.run(command, folder / "text.haba"), status: 65, naming: "text.haba")
    expectFailure(try Command.run(command, folder / "empty.haba"), status: 65, naming: "empty.haba")
  }

  @Test func `a line break in a name doesn't break the line`() throws {
    expectFailure(
      try Command.run("inspect", "/nonexistent/a\nb\u{1B}[31m"), status: 66, naming: "a\\u{a}b\\u{1b}[31m")
  }
}
