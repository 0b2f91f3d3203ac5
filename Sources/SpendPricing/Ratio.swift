import SpendCore

/// Ratio by which one price is derived from another.
struct Ratio: Sendable, Hashable {
  var numerator: Int64
  var denominator: Int64

  init(_ numerator: Int64, _ denominator: Int64) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nil when one of the prices is unknown or the first is zero.
  init?(from old: UnitPrice?, to new: UnitPrice?) {
    guard let old, let new, old > .zero else { return nil }
    self.init(new.picodollars, old.picodollars)
  }
}

extension UnitPrice {
  /// The price times a ratio, rounded half to even to a whole picodollar; itself without one.
  func scaled(by ratio: Ratio?) -> UnitPrice {
    guard let ratio else { return self }
    let product = Int128(picodollars) * Int128(ratio.numerator)
    return UnitPrice(picodollars: Int64(clamping: product.dividedHalfToEven(by: Int128(ratio.denominator))))
  }
}

extension Int128 {
  func dividedHalfToEven(by divisor: Int128) -> Int128 {
    // Real costs fit into half the width, which divides several times faster.
    if let narrow = Int64(exactly: self), let divisor = Int64(exactly: divisor) {
      let (quotient, rest) = narrow.quotientAndRemainder(dividingBy: divisor)
      let half = divisor.magnitude - rest.magnitude
      let roundsUp = rest.magnitude > half || (rest.magnitude == half && quotient & 1 == 1)
      return Int128(quotient) + (roundsUp ? ((narrow < 0) == (divisor < 0) ? 1 : -1) : 0)
    }
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    let twice = rest.magnitude * 2
    guard twice > divisor.magnitude || (twice == divisor.magnitude && quotient & 1 == 1) else {
      return quotient
    }
    return (self < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
  }
}
