/// A stored sum that differs from the events.
public struct StoreDifference: Sendable, Hashable {
  public var what: String
  public var stored: Int64
  public var recomputed: Int64

  public init(what: String, stored: Int64, recomputed: Int64) {
    self.what = what
    self.stored = stored
    self.recomputed = recomputed
  }
}
