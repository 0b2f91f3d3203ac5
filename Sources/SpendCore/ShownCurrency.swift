/// Currency for display, at a fixed rate: on screens, in reports and in sentences. Storage, comparison,
/// input and exports use US dollars.
public struct ShownCurrency: Sendable, Hashable {
  /// Three letters.
  public var code: String
  private let convert: @Sendable (Money) -> Money
  /// Units per US dollar, as configured.
  public var rate: String

  /// - Parameter convert: billionths of a dollar into billionths of the currency.
  public init(code: String, rate: String, convert: @escaping @Sendable (Money) -> Money) {
    self.code = code
    self.rate = rate
    self.convert = convert
  }

  public func amount(_ money: Money) -> Money { convert(money) }

  /// The same currency, for amounts that are already converted.
  public var ofItself: ShownCurrency { ShownCurrency(code: code, rate: rate) { $0 } }

  /// Sign before an amount.
  public var sign: String {
    switch code {
    case "USD": "$"
    case "EUR": "€"
    case "GBP": "£"
    case "JPY", "CNY": "¥"
    case "INR": "₹"
    default: code + " "
    }
  }

  /// Currency of the screen or sentence being written; nil writes dollars.
  @TaskLocal public static var current: ShownCurrency?

  public static func == (a: ShownCurrency, b: ShownCurrency) -> Bool { a.code == b.code && a.rate == b.rate }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(rate)
  }
}
