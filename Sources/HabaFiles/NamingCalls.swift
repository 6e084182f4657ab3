internal import CHabaFiles
internal import Glibc

/// The calls that give outputs their names without taking anybody else's.
///
/// No file system has to know all of them, so that there is a way without each; tests take them away one by one.
/// Every call gives 0 or an error number.
package struct NamingCalls: Sendable {
  package typealias OnTwoPaths = @Sendable (_ from: String, _ to: String) -> Int32

  /// Opens a file without a name in a folder; gives the descriptor, -1 where there are none.
  package var openUnnamed: @Sendable (_ folder: String) -> Int32
  /// Names such a file, where nothing has the name.
  package var linkUnnamed: @Sendable (_ descriptor: Int32, _ path: String) -> Int32
  /// Gives a file a second name, where nothing has it.
  package var link: OnTwoPaths
  /// Renames, where nothing has the new name.
  package var renameExclusive: OnTwoPaths
  /// Exchanges two names.
  package var exchange: OnTwoPaths
  /// Renames: a file over a file, a folder over nothing but an empty folder.
  package var rename: OnTwoPaths

  /// The system's own.
  package static let system = NamingCalls(
    openUnnamed: { haba_open_unnamed($0) },
    linkUnnamed: { haba_link_unnamed($0, $1) == 0 ? 0 : errno },
    link: { Glibc.link($0, $1) == 0 ? 0 : errno },
    renameExclusive: { haba_rename_exclusive($0, $1) == 0 ? 0 : errno },
    exchange: { haba_exchange($0, $1) == 0 ? 0 : errno },
    rename: { Glibc.rename($0, $1) == 0 ? 0 : errno })

  /// Gives a file or folder a name beside a place which says that it is what was there before; nil where it can't have
  /// one.
  func keep(_ path: String, beside place: Place) -> String? {
    for number in 1...1000 {
      let kept = Place.join(place.folder, "\(place.name).old-\(number)")
      switch moveExclusively(path, to: kept) {
      case 0: return kept
      case EEXIST, ENOTEMPTY: continue
      default: return nil
      }
    }
    return nil
  }

  /// Moves a file or folder to a name that nothing has, by whatever the file system knows.
  func moveExclusively(_ path: String, to new: String) -> Int32 {
    let code = renameExclusive(path, new)
    if code == 0 || code == EEXIST { return code }
    if FileState(path, followingLinks: false)?.kind != .folder {
      let code = link(path, new)
      if code == 0 { unlink(path) }
      return code
    }
    // Making a folder is exclusive, and renaming replaces it only while it is empty.
    guard mkdir(new, 0o700) == 0 else { return errno }
    let moved = rename(path, new)
    if moved != 0 { rmdir(new) }
    return moved
  }
}

/// Makes the names in a folder durable; that some file systems can't is no failure.
func synchronize(folder: String, for path: String) throws(OutputError) {
  let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  guard fsync(descriptor) != 0 else { return }
  let code = errno
  if [EIO, ENOSPC, EDQUOT].contains(code) { throw .writeFailed(path: path, code: code) }
}
