/// A number type with a spare value, outside the range of every count and amount.
public protocol HasSentinel: Hashable, Sendable {
  /// Stands for a missing value.
  static var absent: Self { get }
}

extension Int32: HasSentinel {
  @inlinable
  public static var absent: Int32 { .min }
}

extension Money: HasSentinel {
  @inlinable
  public static var absent: Money { Money(nanodollars: .min) }
}

extension UnitPrice: HasSentinel {
  @inlinable
  public static var absent: UnitPrice { UnitPrice(picodollars: .min) }
}
