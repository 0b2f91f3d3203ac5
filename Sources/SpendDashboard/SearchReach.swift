public import SpendCore

/// Extent of the list of requests.
public struct SearchReach: Sendable, Hashable {
  /// Start of the part that is searched, which reaches to the end of the window; nil when the whole window
  /// is searched.
  public var back: Instant?
  /// True when the search pauses until the list is scrolled.
  public var isEnough = false

  public init(back: Instant? = nil, isEnough: Bool = false) {
    self.back = back
    self.isEnough = isEnough
  }
}
