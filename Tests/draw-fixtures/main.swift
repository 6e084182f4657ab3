// Draws the pictures and files under fixtures/ anew: draw-fixtures [main|kinds|damaged|all] FOLDER

import FixtureKit
import Foundation

let usage = "usage: draw-fixtures [main|kinds|damaged|all] FOLDER\n"
let drawings: [(name: String, draw: (String) throws -> Void)] = [
  ("main", drawMain(into:)),
  ("kinds", drawKinds(into:)),
  ("damaged", drawDamaged(into:)),
]

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count <= 2, let folder = arguments.last else {
  FileHandle.standardError.write(Data(usage.utf8))
  exit(64)
}
let wanted = arguments.count == 2 ? arguments[0] : "all"
let chosen = drawings.filter { wanted == "all" || wanted == $0.name }
guard !chosen.isEmpty else {
  FileHandle.standardError.write(Data(usage.utf8))
  exit(64)
}
do {
  for drawing in chosen {
    try drawing.draw(folder)
    print("drew \(drawing.name) into \(folder)")
  }
} catch {
  FileHandle.standardError.write(Data("draw-fixtures: error: \(error)\n".utf8))
  exit(1)
}
