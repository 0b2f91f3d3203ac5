public import SpendCore

extension Booking {
  /// Recorded cost after repricing.
  ///
  /// - What a subscription pays for now is free. - What a log stated and was booked stays booked; only
  /// our own figure beside it is new. - A request that used nothing and was free, such as an answer from
  /// a gateway's cache, stays so. - Everything else is booked as if it came in now. Whether a cost that
  /// was logged and not booked was the seller's own is not known any more; it was not, or it would have
  /// been booked.
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
