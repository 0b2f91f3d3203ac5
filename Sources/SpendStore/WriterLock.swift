import Glibc

/// Makes sure that one process writes a database: a lock on the file beside it, held while the value
/// lives. SQLite's own locks are not enough: version 3.40 can damage a database when one process
/// writes while another copies its log back.
public final class WriterLock {
  private let descriptor: Int32

  /// The process that holds the lock, as far as it can be told.
  public struct Held: Error, Sendable {
    public var holder: Int32?
  }

  /// Throws `Held` when another process writes, `StoreError` when the file cannot be made.
  public init(database path: String) throws {
    descriptor = open("\(path).writer", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StoreError.cannotOpen(path: "\(path).writer", reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 16)
      let count = pread(descriptor, &text, 15, 0)
      close(descriptor)
      let digits = text.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
      throw Held(holder: Int32(String(decoding: digits, as: UTF8.self)))
    }
    let me = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, me, me.utf8.count, 0)
  }

  deinit {
    close(descriptor)
  }
}
