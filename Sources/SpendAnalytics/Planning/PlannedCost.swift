public import SpendCore

/// An amount per request, day, month and year. Each is rounded once, half up, to a nanodollar.
public struct PlannedCost: Sendable, Hashable, Comparable {
  public let perRequest: Money
  public let perDay: Money
  /// The first month, of 30 days.
  public let perMonth: Money
  /// The first year, of 365 days, with growth compounded monthly.
  public let perYear: Money

  /// Parts of a nanodollar that are carried until the end.
  private static let scale: Int128 = 1_000_000_000_000

  /// - Parameters:
  ///   - perRequest: nanodollars times 10¹², not negative.
  ///   - dailyMillionths: requests a day in millionths of a request.
  init(perRequest: Int128, dailyMillionths: Int64, growth: Share) {
    let day = Self.quotient(Self.product(perRequest, Int128(dailyMillionths)), Int128(Workload.request))
    self.perRequest = Self.rounded(perRequest)
    perDay = Self.rounded(day)
    perMonth = Self.rounded(Self.product(day, Int128(ModelPlan.daysPerMonth)))
    guard growth != .none else {
      perYear = Self.rounded(Self.product(day, Int128(ModelPlan.daysPerYear)))
      return
    }
    // The sum of one day of each month. An amount that leaves `Int128` is far beyond that of `Money`.
    var (sum, dayOfMonth) = (Int128(0), day)
    for _ in 0..<12 {
      let (next, overflow) = sum.addingReportingOverflow(dayOfMonth)
      sum = overflow ? .max : next
      dayOfMonth = Self.quotient(
        Self.product(dayOfMonth, Int128(Share.one + growth.millionths)), Int128(Share.one))
    }
    perYear = Self.rounded(Self.quotient(Self.product(sum, Int128(ModelPlan.daysPerYear)), 12))
  }

  /// The product; the end of the range when it is larger.
  private static func product(_ count: Int128, _ factor: Int128) -> Int128 {
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }

  /// The quotient, rounded half up; the end of the range stays.
  private static func quotient(_ count: Int128, _ divisor: Int128) -> Int128 {
    guard count < .max else { return .max }
    let (quotient, rest) = count.quotientAndRemainder(dividingBy: divisor)
    return rest >= divisor - rest ? quotient + 1 : quotient
  }

  private static func rounded(_ count: Int128) -> Money {
    Money(nanodollars: Int64(clamping: quotient(count, scale)))
  }

  /// True where an amount is larger than any that can be stated: $9.2 billion.
  public var isBeyondRange: Bool { perYear.nanodollars == .max || perMonth.nanodollars == .max }

  public static func < (a: PlannedCost, b: PlannedCost) -> Bool { a.perYear < b.perYear }
}
