/// Result of a commit.
public struct CommitReport: Sendable, Hashable {
  public var inserted = 0
  public var duplicates = 0
  public var replaced = 0
  public var unpriced = 0
  /// Commits in which a row was there that the identity index did not name. Its events were merged.
  public var conflicts = 0

  public init() {}
}
