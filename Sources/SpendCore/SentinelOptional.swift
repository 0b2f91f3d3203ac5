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

/// An optional number in the size of the number alone. Events have a dozen of them; as plain optionals, the
/// presence flags would take half of an event.
@propertyWrapper
public struct SentinelOptional<Number: HasSentinel>: Hashable, Sendable {
  @usableFromInline var number: Number

  @inlinable
  public init(wrappedValue: Number?) {
    number = wrappedValue ?? .absent
  }

  @inlinable
  public var wrappedValue: Number? {
    get { number == .absent ? nil : number }
    set { number = newValue ?? .absent }
  }
}
