/// A saving that a person decided to make, with the amount that was expected and the traffic that it was
/// computed from.
public struct AcceptedSaving: Sendable, Hashable {
  /// Row in the database; 0 before it is stored.
  public var id: Int64 = 0
  /// When the change was made.
  public var time: Instant
  /// Kind of the saving, as in JSON.
  public var kind: String
  /// Empty for all features, as the next ones.
  public var feature = ""
  public var model = ""
  public var queryType = ""
  public var alternative = ""
  /// Expected in thirty days, at the rate of the traffic before.
  public var perMonth = Money.zero
  /// Length of the time before that was observed.
  public var seconds: Int64 = 0
  /// Requests that the saving is about, in the time before.
  public var requests: Int64 = 0
  /// Their cost: of failed requests only for a saving on failures.
  public var cost = Money.zero
  public var promptTokens: Int64 = 0
  public var outputTokens: Int64 = 0

  public init(time: Instant, kind: String) {
    self.time = time
    self.kind = kind
  }
}
