/// A folder that logs were read from, with the sums of its logs, removed ones included.
public struct LogFolder: Sendable, Hashable {
  /// `-` for standard input.
  public var path: String
  public var firstSeen: Instant
  public var lastGrown: Instant
  /// Time of the newest event; nil without events.
  public var lastEvent: Instant?
  /// Lines that are requests of their own.
  public var events: Int64 = 0
  public var duplicates: Int64 = 0
  /// Lines of a known kind that are not usage.
  public var ignored: Int64 = 0
  /// Lines of no known format.
  public var unrecognised: Int64 = 0
  public var rejected: Int64 = 0

  public init(path: String, firstSeen: Instant, lastGrown: Instant, lastEvent: Instant? = nil) {
    self.lastEvent = lastEvent
    self.path = path
    self.firstSeen = firstSeen
    self.lastGrown = lastGrown
  }

  /// A first read of logs that are already there takes less.
  private static let firstReadSeconds: Int64 = 3_600
  private static let daySeconds: Int64 = 86_400

  /// True for logs that are still written: they had events of the last day when they were found, or grew after
  /// they were first read. Others are an archive, whose silence means nothing, or standard input.
  public var isLive: Bool {
    guard path != "-" else { return false }
    if lastGrown.seconds - firstSeen.seconds > Self.firstReadSeconds { return true }
    return lastEvent.map { $0.seconds >= firstSeen.seconds - Self.daySeconds } ?? false
  }
}
