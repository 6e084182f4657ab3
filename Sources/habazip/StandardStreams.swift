internal import Glibc

/// What must hold of the standard streams before anything else is opened.
enum StandardStreams {
  /// Makes writing to a closed pipe an error instead of a death, and keeps the three descriptors taken.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // A file opened into a closed standard descriptor would receive what is meant for the terminal. Opened the
    // wrong way round, the placeholder makes writing to a closed stdout fail as it should.
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_RDWR)
    }
  }

  /// Writes all of `bytes`; gives 0, or the error number of the write that failed.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          written += count
        } else if count == 0 {
          return EIO
        } else if errno == EAGAIN {
          // Someone made the shared terminal or pipe non-blocking: wait until it takes more.
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Whether stdout is a terminal, which binary output must not reach.
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
