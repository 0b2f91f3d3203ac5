/// Ingest progress for the screen.
public struct IngestProgress: Sendable, Hashable {
  public enum Phase: Sendable, Hashable {
    /// Reading is off: the screen shows stored data.
    case off
    /// Reading what was written before the program started.
    case reading
    /// All is read; new lines are read as they come.
    case live
    /// Storing is failing at the moment.
    case stalled
  }

  public var phase: Phase
  public var files = 0
  public var filesDone = 0
  /// Bytes of the files as they lie on the disk.
  public var bytes: Int64 = 0
  public var bytesDone: Int64 = 0
  public var bytesPerSecond: Int64 = 0
  public var events: Int64 = 0
  public var rejected: Int64 = 0
  /// Bytes of memory this program holds; 0 when not known.
  public var memory: Int64 = 0
  /// Cores this program keeps busy.
  public var load = 0.0
  /// Lines come from a pipe, perhaps later.
  public var readsPipe = false
  /// Files that cannot be read.
  public var failures: [Failure] = []

  public struct Failure: Sendable, Hashable {
    public var path: String
    public var reason: String

    public init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  public init(phase: Phase = .off) {
    self.phase = phase
  }

  /// Share of the bytes that is read, 0…1; nil without bytes to read.
  public var share: Double? {
    bytes > 0 ? min(1, Double(bytesDone) / Double(bytes)) : nil
  }

  /// Nil while no rate is known.
  public var secondsLeft: Int64? {
    bytesPerSecond > 0 ? max(0, bytes - bytesDone) / bytesPerSecond : nil
  }
}
