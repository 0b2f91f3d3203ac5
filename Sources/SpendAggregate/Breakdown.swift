public import SpendCore

/// Spend by the values of one dimension, the dearest first.
public struct Breakdown: Sendable {
  public struct Row: Sendable {
    /// The value; empty where the log did not say.
    public var key: String
    public var sums: SpendSums
    /// Part of the whole, in thousandths.
    public var permille: Int64
    /// What it cost in the window before, nil when it was not there.
    public var before: Money?
  }

  public var rows: [Row]
  public var total: SpendSums

  /// `before`: the same question about the window before.
  public init(_ rows: [SpendRow], before: [SpendRow] = []) {
    var total = SpendSums()
    for row in rows { total += row.sums }
    self.total = total
    let earlier = Dictionary(
      before.map { ($0.keys.first ?? "", $0.sums.cost) }, uniquingKeysWith: { $0 + $1 })
    self.rows = rows.map { row in
      let key = row.keys.first ?? ""
      return Row(
        key: key, sums: row.sums, permille: Share.permille(row.sums.cost, of: total.cost),
        before: earlier[key])
    }.sorted { a, b in
      if a.sums.cost != b.sums.cost { return a.sums.cost > b.sums.cost }
      return a.sums.requests != b.sums.requests ? a.sums.requests > b.sums.requests : a.key < b.key
    }
  }
}

/// Parts of a whole.
public enum Share {
  /// Thousandths, rounded down; 0 of nothing.
  public static func permille(_ part: Money, of whole: Money) -> Int64 {
    guard whole > .zero else { return 0 }
    return Int64(clamping: Int128(part.nanodollars) * 1_000 / Int128(whole.nanodollars))
  }

  public static func permille(_ part: Int64, of whole: Int64) -> Int64 {
    guard whole > 0 else { return 0 }
    return Int64(clamping: Int128(part) * 1_000 / Int128(whole))
  }
}

/// How an amount compares with another, in percent; nil where there is nothing to compare with.
public enum Delta {
  public static func percent(_ now: Money, before: Money?) -> Int64? {
    guard let before, before > .zero else { return nil }
    return Int64(
      clamping: (Int128(now.nanodollars) - Int128(before.nanodollars)) * 100 / Int128(before.nanodollars))
  }
}

/// How fast money goes, and how fast it usually goes.
public struct BurnRate: Sendable, Hashable {
  /// Per hour, over the last hour.
  public var perHour: Money
  /// Per hour, over the week before that hour; nil when there is less than a day of it.
  public var usualPerHour: Money?

  /// `lastHour`: spend of the last 3,600 seconds. `week`: spend of the time before, which covers
  /// `seconds`.
  public init(lastHour: Money, week: Money, seconds: Int64) {
    perHour = lastHour
    guard seconds >= 86_400 else {
      usualPerHour = nil
      return
    }
    usualPerHour = Money(nanodollars: Int64(clamping: Int128(week.nanodollars) * 3_600 / Int128(seconds)))
  }

  /// Now against usual, in tenths: 19 is 1.9 times.
  public var timesUsualTenths: Int64? {
    guard let usualPerHour, usualPerHour > .zero else { return nil }
    return Int64(clamping: Int128(perHour.nanodollars) * 10 / Int128(usualPerHour.nanodollars))
  }
}

/// What a month will come to when the days that are left are like those of the last week.
public enum MonthForecast {
  /// `recent`: spend of `recentSeconds` up to now; nil when that is less than a day.
  public static func total(
    soFar: Money, recent: Money, recentSeconds: Int64, secondsLeft: Int64
  ) -> Money? {
    guard recentSeconds >= 86_400 else { return nil }
    let rest = Int128(recent.nanodollars) * Int128(max(0, secondsLeft)) / Int128(recentSeconds)
    return soFar + Money(nanodollars: Int64(clamping: rest))
  }
}
