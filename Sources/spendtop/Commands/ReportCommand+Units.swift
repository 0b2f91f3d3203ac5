import Foundation
import SpendAnalytics
import SpendCore
import SpendReports
import SpendSettings
import SpendStore

extension ReportCommand {
  /// Throws `UserMessage` when options of different kinds of reports are combined.
  func refuseCombinations() throws {
    let kinds = [
      ("--compare", compare != nil), ("--unit", unit != nil), ("--margin", margin != nil),
      ("--commitments", commitments),
    ].filter(\.1)
    guard let kind = kinds.first?.0 else {
      guard revenue == nil else {
        throw UserMessage("--revenue needs --margin", tryThis: "--margin customer --revenue revenue.csv")
      }
      return
    }
    guard kinds.count == 1 else {
      throw UserMessage(
        "\(kinds[1].0) does not apply to \(kind)", because: "each is a report of its own",
        tryThis: "one of \(kinds.map(\.0).joined(separator: ", "))")
    }
    let others = [
      ("--bucket", bucket != nil), ("--sort", sort != nil), ("--priced-at", pricedAt != nil),
      ("--revenue", revenue != nil && kind != "--margin"),
      ("--by", by != nil && (kind == "--margin" || kind == "--commitments")),
      ("--filter", !filter.isEmpty && kind == "--commitments"),
    ]
    if let other = others.first(where: \.1) {
      throw UserMessage(
        "\(other.0) does not apply to \(kind)", because: "its rows have an order and columns of their own",
        tryThis: "leave out \(other.0)")
    }
    if let limit, limit < 0 { throw Self.negative(limit) }
  }

  /// Cost per unit of work, by the dimensions of `--by`.
  func unitReport(_ context: Context, of names: String) throws -> UnitReport {
    let units = try UnitReport.Unit.list(names)
    let dimensions = try dimensions()
    let filters = try filter.map(FilterText.parse)
    let span = try range.span(context)
    let store = try context.store()
    let window = try context.window(span, of: store)
    let query = SpendQuery(window: window, groups: dimensions, filters: filters)
    func owners(_ unit: UnitReport.Unit, _ owner: Dimension) throws -> OwnerCosts? {
      guard units.contains(unit) else { return nil }
      if let costs = try store.ownerCosts(for: query, of: owner) { return costs }
      var query = query
      query.groups.append(owner)
      return OwnerCosts(rows: try store.rows(for: query), dimensions: dimensions.count)
    }
    let economics = try context.reading {
      UnitEconomics(
        rows: try store.rows(for: query), sessions: try owners(.session, .session),
        customers: try owners(.customer, .customer))
    }
    return UnitReport(
      economics: economics, units: units, window: window, zone: context.zone, by: dimensions, limit: limit,
      currency: context.settings.currency)
  }

  /// Revenue and cost by customer or feature.
  func marginReport(_ context: Context, by name: String) throws -> MarginReport {
    let dimension = try Self.dimension(name)
    guard dimension == .customer || dimension == .feature else {
      throw UserMessage(
        "there are no margins by \(name)", because: "revenue is stated by customer or feature",
        tryThis: "--margin customer")
    }
    let filters = try filter.map(FilterText.parse)
    let span = try range.span(context)
    let revenues =
      try context.settings.revenues
      + (revenue.map { try RevenueFile.revenues(path: $0, currency: context.settings.currency) } ?? [])
    guard revenues.contains(where: { $0.dimension == dimension }) else {
      throw UserMessage(
        "no revenue by \(name) is stated", because: "there is neither --revenue nor a [[revenue]] for it",
        tryThis: "--revenue revenue.csv with the columns \(name),revenue")
    }
    let store = try context.store()
    let window = try context.window(span, of: store)
    let rows = try context.reading {
      try store.rows(for: SpendQuery(window: window, groups: [dimension], filters: filters))
    }
    return MarginReport(
      margins: Margins(rows, revenues, by: dimension, in: window, zone: context.zone), window: window,
      zone: context.zone, dimension: dimension, limit: limit.map { $0 == 0 ? Int.max : $0 } ?? 10,
      currency: context.settings.currency)
  }

  /// The commitments of the configuration.
  func commitmentReport(_ context: Context) throws -> CommitmentReport {
    guard !context.settings.commitments.isEmpty else {
      throw UserMessage(
        "there is no commitment", because: "the configuration has no [[commitment]]",
        tryThis: "[[commitment]] with name, kind, filter and usd_per_month")
    }
    let span = try range.span(context, defaultStart: "month")
    let now = context.now
    let window = TimeWindow(start: span.start ?? now, end: span.end ?? now)
    let store = try context.store()
    let (statuses, overlaps) = try context.reading {
      try CommitmentEvaluator(context, store).evaluate(window, now: now)
    }
    return CommitmentReport(
      statuses: statuses, overlaps: overlaps, window: window, zone: context.zone,
      currency: context.settings.currency)
  }
}
