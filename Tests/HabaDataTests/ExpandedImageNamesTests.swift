import HabaData
import HabaFiles
import HabaFormat
import Testing

private let recipe = #"{"class_names":["a","zebra"],"labels":"hard","learning_rate":null}"#

/// Names that are almost those of images.
private let almost = [
  "1-1.png.png", "1.-1.png", ".1-1.png", "1..1-1.png", "1.1.1-1.png", "-1.png", "1-.png", "1-1.PNG", "1-1png", "1.png",
  "1-1-1.png", "a1-1.png", "1-1.png ", "١-١.png", "1-1", "+1-1.png",
]

@Suite struct `A file that the table names is replaced only if it is called as images are` {
  @Test(arguments: almost)
  func `a file whose name is almost that of an image is somebody's`(name: String) throws {
    let scratch = try Scratch()
    try scratch.write("out/recipe.json", Array(recipe.utf8))
    try scratch.write("out/labels.csv", Array("path,class,label\nzebra/\(name),zebra,1\n".utf8))
    try scratch.write("out/zebra/\(name)", [42])
    #expect(throws: OutputError.foreign(path: scratch("out"), entry: "zebra/\(name)")) {
      _ = try ExpandedFolder.Output(scratch("out"), replacing: true)
    }
  }
}
