import Glibc

/// Ensures that only one process writes a database, while the value lives. SQLite's own locks are not
/// enough: version 3.40 can damage a database when one process writes while another checkpoints its WAL.
///
/// There are two locks. One is on a file that contains the holder's process id and operation; the file is
/// beside the real database file, whatever links lead there. The other is on the database itself, where
/// deleting a file or using another name does not bypass it. The second lock is of another kind than
/// SQLite's and does not touch SQLite's locks.
public final class WriterLock {
  /// Operation of a lock holder, as shown to others.
  public enum Purpose: String, Sendable, CaseIterable {
    case ingesting = "ingesting into it"
    case rebuilding = "rebuilding it"
    case changing = "changing it"
  }

  /// The process that holds the lock and its operation, as far as they can be determined.
  public struct Held: Error, Sendable {
    public var holder: Int32?
    /// True when the process that the lock names has ended, or is one of another container.
    public var isStale = false
    public var purpose: Purpose?

    init(holder: Int32?, purpose: Purpose? = nil, isStale: Bool = false) {
      self.holder = holder
      self.purpose = purpose
      self.isStale = isStale
    }
  }

  private let path: String
  private let descriptor: Int32
  /// Never closed: to close any descriptor of a database drops the locks that SQLite has on it in this
  /// process. -1 when the database cannot be opened; SQLite reports that error in more detail.
  private let database: Int32

  /// Creates an empty file for a missing database: readable by its owner only, unless the owner changes the
  /// mode; SQLite gives its other files the same rights.
  ///
  /// Throws `Held` when another process writes, `StoreError` when the file beside it cannot be made, or the
  /// disk is another machine's, where flock(2) is implemented with the same locks as SQLite's.
  public init(database path: String, for purpose: Purpose) throws {
    guard !NetworkFileSystem.holds(path) else { throw StoreError.networkFileSystem(path: path) }
    self.path = path
    database = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    descriptor = try Self.lock("\(DatabasePath.real(path)).writer")
    if database >= 0, flock(database, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw Held(holder: LockHolder.all(ofDatabase: path, kind: .file).first?.process)
    }
    let me = "\(getpid()) \(purpose.rawValue)\n"
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, me, me.utf8.count, 0)
  }

  deinit {
    if database >= 0 { flock(database, LOCK_UN) }
    close(descriptor)
  }

  /// True while the path still refers to the locked file.
  public var isInPlace: Bool { database < 0 || Self.names(path, database) }

  private static func lock(_ path: String) throws -> Int32 {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else {
        throw StoreError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        defer { close(descriptor) }
        throw holder(descriptor)
      }
      if names(path, descriptor) {
        fchmod(descriptor, 0o600)
        return descriptor
      }
      // It was deleted before it was locked: what others find there is another file.
      close(descriptor)
    }
  }

  private static func holder(_ descriptor: Int32) -> Held {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    let holder = Int32(text.prefix { $0.isNumber })
    return Held(
      holder: holder, purpose: Purpose.allCases.first { text.contains($0.rawValue) },
      isStale: holder.map { kill($0, 0) != 0 && errno == ESRCH } ?? false)
  }

  private static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var there = stat()
    var here = stat()
    return stat(path, &there) == 0 && fstat(descriptor, &here) == 0 && there.st_dev == here.st_dev
      && there.st_ino == here.st_ino
  }
}
