public import SpendCore

extension SpendSums {
  /// Cost per priced request, rounded to the nearest nanodollar; nil without a priced request.
  public var costPerRequest: Money? {
    let priced = requests - unpricedRequests
    return priced > 0 ? cost.scaled(by: 1, over: priced) : nil
  }
}
