import Glibc

/// Wakes a waiting thread. A signal without a waiting thread is kept for the next wait.
///
/// The wait is measured by a monotonic clock: by the wall clock, a wait would last a day longer after that
/// clock was set back by a day.
public final class WakeupPipe: Sendable {
  /// Descriptor for `poll`, readable after a signal. Negative when the process has no descriptors left.
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
  public func signal() {
    var byte: UInt8 = 1
    // A full pipe wakes as well as one more byte.
    _ = write(writing, &byte, 1)
  }

  /// Waits for a signal, for at most `milliseconds`, without clearing it.
  public func wait(milliseconds: Int32) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waiting, 1, milliseconds)
  }

  /// Clears the signal.
  public func drain() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}
