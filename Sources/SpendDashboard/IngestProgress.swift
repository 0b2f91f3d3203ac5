/// How far reading has come, for the screen.
public struct IngestProgress: Sendable, Hashable {
  public enum Phase: Sendable, Hashable {
    /// Nothing reads: the screen shows what is stored.
    case off
    case reading
    case live
    case stalled
  }

  public var phase = Phase.off
  public var files = 0
  public var bytesDone: Int64 = 0
  public var bytes: Int64 = 0
  public var bytesPerSecond: Int64 = 0
  public var events: Int64 = 0
  public var rejected: Int64 = 0

  public init() {}

  public var secondsLeft: Int64? {
    bytesPerSecond > 0 ? max(0, bytes - bytesDone) / bytesPerSecond : nil
  }
}
