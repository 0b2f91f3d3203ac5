import Glibc

/// Wakes a thread that waits. A ring that nobody waited for is heard by the next wait.
///
/// The wait is measured by a clock that nobody sets: one by the clock on the wall would last a day longer
/// after that was set back by a day.
public final class Doorbell: Sendable {
  /// Readable once it was rung; for `poll`. Negative when the process has no descriptors left.
  public let descriptor: Int32
  private let writing: Int32

  public init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      descriptor = -1
      writing = -1
      return
    }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    descriptor = ends[0]
    writing = ends[1]
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if writing >= 0 { close(writing) }
  }

  /// Safe from any thread and from a signal handler.
  public func ring() {
    var byte: UInt8 = 1
    // A full pipe wakes as well as one more byte.
    _ = write(writing, &byte, 1)
  }

  /// Waits until it is rung, but not longer; without forgetting that it was.
  public func wait(milliseconds: Int32) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waiting, 1, milliseconds)
  }

  /// Forgets that it was rung.
  public func hush() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}
