/// List price of requests that a subscription covered.
public struct CoveredSum: Sendable {
  /// The key of the requests' labels in `labelSets`.
  public var labels: Int32
  public var requests: Int64
  public var listed: Money

  public init(labels: Int32, requests: Int64, listed: Money) {
    self.labels = labels
    self.requests = requests
    self.listed = listed
  }
}
