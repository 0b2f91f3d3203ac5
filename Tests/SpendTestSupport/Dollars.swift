public import SpendCore

extension BinaryInteger {
  /// Whole dollars as money.
  public var dollars: Money { Money(nanodollars: Int64(self) * 1_000_000_000) }
}
