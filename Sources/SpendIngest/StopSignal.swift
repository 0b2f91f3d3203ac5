import Glibc
import Synchronization

/// Asks ingest to stop, and wakes it where it waits.
public final class StopSignal: Sendable {
  private let isSet = Atomic<Bool>(false)
  /// Readable once the signal is set.
  let descriptor: Int32
  private let writeEnd: Int32

  public init() {
    var ends: (Int32, Int32) = (-1, -1)
    let status = withUnsafeMutablePointer(to: &ends) {
      $0.withMemoryRebound(to: Int32.self, capacity: 2) { pipe($0) }
    }
    for end in [ends.0, ends.1] where status == 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = status == 0 ? ends.0 : -1
    writeEnd = status == 0 ? ends.1 : -1
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if writeEnd >= 0 { close(writeEnd) }
  }

  public var isStopped: Bool { isSet.load(ordering: .acquiring) }

  /// Safe from any thread and from a signal handler.
  public func stop() {
    isSet.store(true, ordering: .releasing)
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Waits, not longer than until the signal is set.
  public func wait(milliseconds: Int32) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waiting, 1, milliseconds)
  }
}
