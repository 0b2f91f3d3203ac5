import SpendCore
import SpendTestSupport
import Testing

@testable import SpendAnalytics

/// Thousands of features: forecasts hold the hours of the largest, and the sum of the others.
@Suite struct ManyFeaturesTests {
  private let now = Instant(seconds: 1_790_000_000 / 3_600 * 3_600)

  private func source() -> HourlySource {
    let start = now.adding(seconds: -15 * 86_400)
    var spend: [String: (Int64) -> Money] = [:]
    for number in 0..<700 {
      // The first feature spends most.
      let amount = Money(nanodollars: 1_000_000 * Int64(1_000 - number))
      spend["feature-\(number)"] = { _ in amount }
    }
    return HourlySource(spend: spend, first: start, now: now)
  }

  @Test("the largest features are told apart, and nothing is left out")
  func largest() throws {
    let source = source()
    let evaluator = BudgetEvaluator(source: source, zone: .utc)
    let (model, hours) = try evaluator.model(of: [], at: now, until: now.adding(seconds: 86_400))
    #expect(hours.count == BudgetEvaluator.mostFeatures + 1)
    #expect(hours["feature-0"] != nil && hours["feature-499"] != nil && hours["feature-500"] == nil)
    let perHour = (0..<700).reduce(Int64(0)) { $0 + 1_000_000 * Int64(1_000 - $1) }
    #expect(hours.values.reduce(Int64(0)) { $0 + ($1.last?.nanodollars ?? 0) } == perHour)
    let day = try #require(model).forecast(spent: .zero, at: now, until: now.adding(seconds: 86_400))
    let share = Double(day.likely.nanodollars) / Double(24 * perHour)
    #expect(abs(share - 1) < 0.01, "\(share)")
  }

  @Test("a kept evaluator reads the last hours of the same features anew")
  func late() throws {
    let source = source()
    let evaluator = BudgetEvaluator(source: source, zone: .utc, refreshSeconds: 600)
    let before = try evaluator.model(of: [], at: now, until: now.adding(seconds: 86_400)).hours
    // The store changes, and so does a feature of the rest, which is the largest of the last days by now.
    source.spend["feature-699"] = { hour in Money(nanodollars: hour % 2 == 0 ? 9_000_000_000 : 1) }
    source.now = now.adding(seconds: 60)
    let later = now.adding(seconds: 60)
    let after = try evaluator.model(of: [], at: later, until: now.adding(seconds: 86_400)).hours
    #expect(Set(after.keys) == Set(before.keys))
    #expect(after["feature-0"] == before["feature-0"])
    #expect(after[HourlyCosts.rest]?.last != before[HourlyCosts.rest]?.last)
  }

  @Test("all parts of a split budget have hours, and a split by feature shares those of few features")
  func split() throws {
    let source = source()
    let evaluator = BudgetEvaluator(source: source, zone: .utc)
    let whole = Budget(name: "all", amount: Money(nanodollars: 1_000_000_000_000), period: .calendar(.month))
    var parts = whole
    parts.splitBy = .feature
    #expect(try evaluator.statuses(of: whole, at: now).count == 1)
    let statuses = try evaluator.statuses(of: parts, at: now)
    #expect(statuses.count == 700)
    #expect(statuses.allSatisfy { $0.baselinePerHour != nil })
  }
}
