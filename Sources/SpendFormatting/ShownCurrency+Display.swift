public import SpendCore

extension ShownCurrency {
  public init(_ currency: DisplayCurrency) {
    self.init(
      code: currency.code, rate: FixedPoint.shortestString(currency.perDollar, places: 6),
      convert: { currency.amount($0) })
  }
}
