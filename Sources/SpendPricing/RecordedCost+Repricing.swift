public import SpendCore

extension RecordedCost {
  /// Recorded cost after repricing.
  ///
  /// - A request covered by a subscription becomes free.
  /// - A recorded cost that came from the log is kept; only the computed cost beside it is new.
  /// - A free request without tokens, such as a response from a gateway's cache, stays free.
  /// - All other requests are recorded like new ones. A logged cost that was not recorded counts as not
  ///   binding: a binding one would have been recorded.
  public init(
    again quote: Quote, was status: CostStatus, cost: Money?, logged: Money?, tokens: TokenCounts
  ) {
    switch status {
    case _ where quote.isCovered:
      self.init(quote, logged: nil, loggedIsBinding: false, isFree: false, tokens: tokens)
    case .logged:
      self.init(quote, logged: nil, loggedIsBinding: false, isFree: false, tokens: tokens)
      self.cost = cost
      self.status = .logged
    case .free where tokens.total == 0:
      self.init(quote, logged: nil, loggedIsBinding: false, isFree: true, tokens: tokens)
    case .free, .unpriced, .priced, .estimated, .partial:
      self.init(quote, logged: logged, loggedIsBinding: false, isFree: false, tokens: tokens)
    }
  }
}
