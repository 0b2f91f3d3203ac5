import Synchronization

/// Shares the counts of ingest between its threads and those who show them.
public final class IngestMeter: Sendable {
  private let counts = Mutex(IngestCounts())

  public init() {}

  public var current: IngestCounts { counts.withLock { $0 } }

  /// Sets the phase to `.following`: all history is read, and only new data follows.
  public func follow() {
    update { $0.phase = .following }
  }

  func update(_ body: (inout IngestCounts) -> Void) {
    counts.withLock { body(&$0) }
  }
}
