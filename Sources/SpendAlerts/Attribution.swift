import Foundation
import SpendAnalytics
public import SpendCore
import SpendFormatting

/// The movers of a change in spend, and its decomposition, in one sentence.
///
/// The change of each mover is split exactly into volume (more requests), size (more tokens a request)
/// and price (more dollars a token); what is left between the movers together and each for itself is mix:
/// the same requests, sent elsewhere.
public struct Attribution: Sendable, Hashable {
  public struct Mover: Sendable, Hashable {
    /// Values of the groups: feature and model.
    public var keys: [String]
    public var now: Money
    public var expected: Money
    public var change: Money { now - expected }
  }

  /// Those that explain four fifths of the change, the largest first.
  public var movers: [Mover]
  public var now: Money
  public var expected: Money
  /// Parts of the change caused by more requests, longer requests, higher prices, and a shift to costlier
  /// models. They add up to the change.
  public var volume: Money
  public var size: Money
  public var price: Money
  public var mix: Money

  private static let mostMovers = 5
  private static let enoughShare = 0.8

  /// - Parameters:
  ///   - now: sums of the window by group.
  ///   - before: sums of the time it is compared with, by group.
  ///   - scale: length of the window over that of the earlier time.
  public init(now: [SpendRow], before: [SpendRow], scale: Double) {
    var later: [[String]: SpendSums] = [:]
    var earlier: [[String]: SpendSums] = [:]
    for row in now { later[row.keys, default: SpendSums()] += row.sums }
    for row in before { earlier[row.keys, default: SpendSums()] += row.sums }
    var all: [Mover] = []
    for key in Set(later.keys).union(earlier.keys) {
      let expected = Self.money(Double(earlier[key]?.cost.nanodollars ?? 0) * scale)
      all.append(Mover(keys: key, now: later[key]?.cost ?? .zero, expected: expected))
    }
    self.now = all.reduce(.zero) { $0 + $1.now }
    expected = all.reduce(.zero) { $0 + $1.expected }
    let change = Double((self.now - expected).nanodollars)
    all.sort { first, second in
      let sign = change < 0 ? -1.0 : 1.0
      let sizes = (sign * Double(first.change.nanodollars), sign * Double(second.change.nanodollars))
      return sizes.0 == sizes.1 ? first.keys.lexicographicallyPrecedes(second.keys) : sizes.0 > sizes.1
    }
    movers = []
    var explained = 0.0
    for mover in all.prefix(Self.mostMovers) where Double(mover.change.nanodollars) * change > 0 {
      movers.append(mover)
      explained += Double(mover.change.nanodollars)
      if explained / change >= Self.enoughShare { break }
    }
    (volume, size, price, mix) = Self.split(
      later.values.reduce(into: SpendSums()) { $0 += $1 },
      earlier.values.reduce(into: SpendSums()) { $0 += $1 },
      later, earlier, scale)
  }

  /// Volume at the whole's old mean, then size and price group by group; mix is the rest, so that the sum is
  /// exact.
  private static func split(
    _ now: SpendSums, _ before: SpendSums, _ later: [[String]: SpendSums], _ earlier: [[String]: SpendSums],
    _ scale: Double
  ) -> (Money, Money, Money, Money) {
    let change = Double(now.cost.nanodollars) - Double(before.cost.nanodollars) * scale
    let requests = Double(before.requests) * scale
    guard before.requests > 0, before.cost > .zero else { return (money(change), .zero, .zero, .zero) }
    let mean = Double(before.cost.nanodollars) / Double(before.requests)
    let volume = (Double(now.requests) - requests) * mean
    var size = 0.0
    var price = 0.0
    for (key, sums) in later {
      guard let old = earlier[key], old.requests > 0, sums.requests > 0 else { continue }
      let oldTokens = Double(old.promptTokens + old.output) / Double(old.requests)
      let newTokens = Double(sums.promptTokens + sums.output) / Double(sums.requests)
      guard oldTokens > 0, newTokens > 0 else { continue }
      let oldPrice = Double(old.cost.nanodollars) / Double(old.requests) / oldTokens
      let newPrice = Double(sums.cost.nanodollars) / Double(sums.requests) / newTokens
      size += Double(sums.requests) * (newTokens - oldTokens) * oldPrice
      price += Double(sums.requests) * (newPrice - oldPrice) * newTokens
    }
    let parts = [volume, size, price].map(money)
    return (parts[0], parts[1], parts[2], money(change) - parts[0] - parts[1] - parts[2])
  }

  private static func money(_ nanodollars: Double) -> Money {
    guard nanodollars.isFinite else { return .zero }
    return Money(nanodollars: Int64(max(-9e18, min(9e18, nanodollars.rounded()))))
  }

  /// `search/gpt-4o +$41.20, chat/gpt-4o +$3.10; of +$45.00: 80 % more requests, 15 % more tokens a request`.
  /// The amounts of each list add up to the change as they are written; without movers it says so.
  public var sentence: String {
    let change = Self.rounded(now - expected, like: now - expected)
    guard !movers.isEmpty, change != .zero else {
      return "no movers: \(AmountText.amount(now)) spent, as in the time before"
    }
    var names = movers.map { mover in
      let name = mover.keys.map { $0.isEmpty ? Dimension.none : $0 }.joined(separator: "/")
      let amount = Self.signed(Self.rounded(mover.change, like: change))
      return "\(name) \(amount)\(mover.expected == .zero ? " (new)" : "")"
    }
    let others = movers.reduce(change) { $0 - Self.rounded($1.change, like: change) }
    if others != .zero { names.append("others \(Self.signed(others))") }
    let causes = [
      (volume, "more requests", "fewer requests"), (size, "more tokens a request", "fewer tokens a request"),
      (price, "more expensive tokens", "cheaper tokens"), (mix, "more expensive models", "cheaper models"),
    ].filter { abs(Double($0.0.nanodollars)) >= 0.1 * abs(Double(change.nanodollars)) && $0.0 != .zero }
      .sorted { $0.0.nanodollars.magnitude > $1.0.nanodollars.magnitude }
    var parts = causes.map {
      "\(Self.signed(Self.rounded($0.0, like: change))) \($0.0 > .zero ? $0.1 : $0.2)"
    }
    let rest = causes.reduce(change) { $0 - Self.rounded($1.0, like: change) }
    if !parts.isEmpty, rest != .zero { parts.append("\(Self.signed(rest)) other") }
    let why = parts.isEmpty ? "" : "; of \(Self.signed(change)): \(parts.joined(separator: ", "))"
    return names.joined(separator: ", ") + why
  }

  /// To the cent where the whole is a dollar or more, so that what is written adds up.
  private static func rounded(_ amount: Money, like whole: Money) -> Money {
    guard whole.nanodollars.magnitude >= 1_000_000_000 else { return amount }
    let cent: Int64 = 10_000_000
    return amount.scaled(by: 1, over: cent).scaled(by: cent, over: 1)
  }

  private static func signed(_ amount: Money) -> String {
    (amount > .zero ? "+" : "") + AmountText.amount(amount)
  }
}

extension Attribution {
  /// The last `windowSeconds` beside the same time a week before; beside the day before when there was none.
  ///
  /// Throws what the store throws.
  public init(
    of filters: [DimensionFilter], windowSeconds: Int64, at now: Instant, in source: any SpendSource
  ) throws {
    func rows(back: Int64, length: Int64) throws -> [SpendRow] {
      let end = now.adding(seconds: -back)
      let window = TimeWindow(start: end.adding(seconds: -length), end: end)
      return try source.rows(for: SpendQuery(window: window, groups: [.feature, .model], filters: filters))
    }
    let recent = try rows(back: 0, length: windowSeconds)
    let week = try rows(back: 604_800, length: windowSeconds)
    if !week.isEmpty {
      self.init(now: recent, before: week, scale: 1)
    } else {
      let day = max(86_400, windowSeconds)
      self.init(
        now: recent, before: try rows(back: windowSeconds, length: day),
        scale: Double(windowSeconds) / Double(day))
    }
  }
}
