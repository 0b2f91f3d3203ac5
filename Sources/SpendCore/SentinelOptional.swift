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
