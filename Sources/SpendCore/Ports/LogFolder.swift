/// A folder that logs were read from.
public struct LogFolder: Sendable, Hashable {
  public var path: String
  public var firstSeen: Instant
  public var lastGrown: Instant
  /// Time of the newest event; nil without events.
  public var lastEvent: Instant?

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
  /// they were first read. Others are an archive, whose silence means nothing.
  public var isLive: Bool {
    if lastGrown.seconds - firstSeen.seconds > Self.firstReadSeconds { return true }
    return lastEvent.map { $0.seconds >= firstSeen.seconds - Self.daySeconds } ?? false
  }
}
