import Foundation
import Testing

@Suite struct `Examples in Python` {
  /// How to start a Python, best one with numpy and Pillow; nil where there is none.
  private static let python: [String]? = {
    let known = [["/usr/bin/python3"], ["/usr/bin/env", "python3"]]
    func runs(_ words: [String], _ program: String) -> Bool {
      (try? Running(words + ["-c", program]).wait())?.status == 0
    }
    return known.first { runs($0, "import numpy, PIL") } ?? known.first { runs($0, "import unittest") }
  }()

  // What needs numpy and Pillow is left out there where they are missing.
  @Test(.enabled(if: python != nil, "needs python3"))
  func `they read, fit and choose images as habazip does`() throws {
    let words = try #require(Self.python)
    let outcome = try Running(words + ["-B", "-m", "unittest", "discover", Repository.file("Tests/Examples")]).wait()
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("OK"))
  }
}
