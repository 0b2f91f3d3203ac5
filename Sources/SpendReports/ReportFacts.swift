public import SpendCore
public import SpendFormatting
public import SpendAnalytics
import SpendPricing

/// Notes of a report: unpriced models, subscriptions, hardware and currency.
public struct ReportFacts {
  /// Requests of a subscription at list prices; never part of what is spent.
  public struct PlanUse {
    public var plan: SubscriptionPlan
    public var requests: Int64
    public var listed: Money
  }

  /// Models with requests that have no price.
  public var unpricedModels = 0
  public var plans: [PlanUse] = []
  public var hardware: HardwareCosts?
  /// By the hardware's own readings.
  public var use: HardwareUse?
  public var currency: DisplayCurrency?

  public init() {}

  public init(
    _ query: SpendQuery, _ total: SpendSums, _ store: any ReportSource, _ context: ReportContext
  ) throws {
    currency = context.currency
    if total.unpricedRequests > 0 {
      let models = SpendQuery(window: query.window, groups: [.provider, .model], filters: query.filters)
      unpricedModels = try store.rows(for: models).filter { $0.sums.unpricedRequests > 0 }.count
    }
    if !context.plans.isEmpty { plans = try Self.plans(query, store, context.plans) }
    if !context.hardware.isEmpty {
      hardware = try HardwareCosts(query, store, context.hardware, zone: context.zone, now: context.now)
    }
    // Readings cannot be filtered: they are not attributed to anyone.
    if query.filters.isEmpty { use = try HardwareUse(in: query.window, store, zone: context.zone) }
  }

  private static func plans(
    _ query: SpendQuery, _ store: any SpendSource & StoredCostSource, _ plans: [SubscriptionPlan]
  ) throws -> [PlanUse] {
    var uses = plans.map { PlanUse(plan: $0, requests: 0, listed: .zero) }
    func count(_ labels: LabelSet, _ requests: Int64, _ listed: Money) {
      guard let index = plans.firstIndex(where: { $0.coverage.covers(labels) }) else { return }
      uses[index].requests += requests
      uses[index].listed += listed
    }
    if query.filters.allSatisfy(\.dimension.isLabel) {
      let tests = try query.filters.map { (dimension: $0.dimension, admits: try $0.predicate()) }
      let labelSets = try store.labelSets()
      for sum in try store.coveredSums(in: query.window) {
        let labels = labelSets[sum.labels] ?? LabelSet()
        guard tests.allSatisfy({ $0.admits(labels.value(of: $0.dimension)) }) else { continue }
        count(labels, sum.requests, sum.listed)
      }
    } else {
      try store.forEachEvent(in: query.window, filters: query.filters) { event in
        guard event.costStatus == .free, let listed = event.computedCost, listed > .zero else { return }
        count(event.labels, 1, listed)
      }
    }
    return uses
  }

  // MARK: Words

  /// In the currency that people are shown.
  public func amount(_ cost: Money) -> String { Self.amount(cost, in: currency) }

  /// In US dollars without a currency.
  public static func amount(_ cost: Money, in currency: DisplayCurrency?) -> String {
    guard let currency else { return SpendReport.dollars(cost) }
    return "\(currency.amount(cost).decimalString(places: 4)) \(currency.code)"
  }

  /// `≥ $12.40, 3 models unpriced`, and what else a total is not without.
  public func notes(_ total: SpendSums) -> [String] {
    var notes: [String] = []
    if let unpriced = Self.unpriced(total, models: unpricedModels, amount: amount) { notes.append(unpriced) }
    for use in plans {
      let month = use.plan.perMonth.map { ", which costs \(amount($0)) a month" } ?? ""
      notes.append(
        "\(use.plan.name): \(use.requests) requests, \(amount(use.listed)) at list prices, "
          + "paid by the subscription\(month); not part of the cost")
    }
    for piece in hardware?.pieces ?? [] { notes.append(words(piece)) }
    if let use { notes.append(use.words) }
    if let currency {
      let rate = FixedPoint.shortestString(currency.perDollar, places: 6)
      notes.append("amounts in \(currency.code) at a fixed rate of \(rate) for a dollar")
    }
    return notes
  }

  /// Nil when everything has a price.
  public static func unpriced(
    _ total: SpendSums, models: Int, amount: (Money) -> String = SpendReport.dollars
  ) -> String? {
    guard total.unpricedRequests > 0 else { return nil }
    let names = CountText.grouped(Int64(models), "model")
    let least = SpendReport.costText(total) == nil ? "" : "≥ \(amount(total.cost)), "
    return
      "\(least)\(names) unpriced: \(CountText.grouped(total.unpricedRequests, "request")), "
      + "\(CountText.grouped(total.unpricedTokens, "token")) (spendtop doctor)"
  }

  private func words(_ piece: HardwareCosts.Piece) -> String {
    var words =
      "\(piece.hardware.name): hardware \(amount(piece.cost)), idle days \(amount(piece.idle))"
    if let utilisation = piece.utilisation {
      let permille = Int((utilisation * 1_000).rounded())
      words += ", busy \(permille / 10).\(permille % 10) % of the time"
    }
    if let price = piece.perMillionOutput {
      words += ", \(amount(price)) for a million tokens out"
    }
    return words
  }

  // MARK: JSON

  /// Members of the whole answer; each begins with a comma.
  public func members(_ total: SpendSums) -> String {
    var text = """
      ,"unpriced":{"models":\(unpricedModels),"requests":\(total.unpricedRequests),"tokens":\(total.unpricedTokens)}
      """
    if !plans.isEmpty {
      let list = plans.map { use in
        let month = use.plan.perMonth.map { "\"\($0.decimalString)\"" } ?? "null"
        return """
          {"name":\(JSONWriter.string(use.plan.name)),"requests":\(use.requests),\
          "api_equivalent_usd":"\(use.listed.decimalString)","usd_per_month":\(month)}
          """
      }
      text += ",\"plans\":[\(list.joined(separator: ","))]"
    }
    if let hardware {
      let list = hardware.pieces.map { piece in
        let price = piece.perMillionOutput.map { "\"\($0.decimalString)\"" } ?? "null"
        return """
          {"name":\(JSONWriter.string(piece.hardware.name)),"cost_usd":"\(piece.cost.decimalString)",\
          "allocated_usd":"\(piece.allocated.decimalString)","idle_usd":"\(piece.idle.decimalString)",\
          "requests":\(piece.requests),"up_seconds":\(piece.upSeconds),"busy_seconds":\(piece.busySeconds),\
          "usd_per_mtok_output":\(price)}
          """
      }
      text +=
        ",\"hardware\":[\(list.joined(separator: ","))],\"hardware_usd\":\"\(hardware.total.decimalString)\""
    }
    if let use { text += use.member }
    if let currency {
      let rate = FixedPoint.shortestString(currency.perDollar, places: 6)
      let cost =
        SpendReport.costText(total) == nil ? "null" : "\"\(currency.amount(total.cost).decimalString)\""
      text += """
        ,"currency":{"code":"\(currency.code)","per_usd":"\(rate)","total":\(cost)}
        """
    }
    return text
  }
}
