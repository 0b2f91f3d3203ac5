import Synchronization

/// Asks a thread to stop, and wakes it where it waits.
public final class StopSignal: Sendable {
  private let isSet = Atomic<Bool>(false)
  private let bell = WakeupPipe()

  public init() {}

  /// Readable once the signal is set.
  public var descriptor: Int32 { bell.descriptor }

  public var isStopped: Bool { isSet.load(ordering: .acquiring) }

  /// Safe from any thread and from a signal handler.
  public func stop() {
    isSet.store(true, ordering: .releasing)
    bell.signal()
  }

  /// Waits, not longer than until the signal is set.
  public func wait(milliseconds: Int32) { bell.wait(milliseconds: milliseconds) }
}
