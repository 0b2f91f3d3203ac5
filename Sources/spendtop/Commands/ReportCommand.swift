public import ArgumentParser
import Foundation
import SpendAnalytics
public import SpendCore
import SpendReports
import SpendSettings
import SpendStore

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Spend by any dimensions, as text, JSON, CSV or Markdown.",
    discussion: """
        spendtop report --by feature,model --since 7d
        spendtop report --by provider --bucket day --format csv
        spendtop report --filter feature=search --filter 'model!=gpt-4o' --format json
        spendtop report --by model --since month --priced-at 2025-11-27
        spendtop report --by feature --compare yesterday
      """)

  typealias Format = ReportFormat

  typealias Metric = RankingMetric

  @OptionGroup var global: GlobalOptions
  @Option(
    parsing: .unconditional,
    help:
      "Dimensions, separated by commas: \(Dimension.allCases.map(\.rawValue).joined(separator: ", ")) (default: feature)."
  )
  var by: String?
  @OptionGroup var range: TimeRangeOptions
  @Option(parsing: .unconditional, help: "Bucket by hour, day, week or month.")
  var bucket: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "Ranking metric: cost, requests, tokens or errors.")
  var metric = Metric.cost
  @Option(
    parsing: .unconditional,
    help: "Sort by a --by dimension (ascending) or a metric (descending).")
  var sort: String?
  @Option(parsing: .unconditional, help: "Maximum rows.")
  var limit: Int?
  @Option(parsing: .unconditional, help: "table, json, csv or markdown.")
  var format = Format.table
  @Option(
    parsing: .unconditional, help: "Also show the cost of the same requests at the prices of this date.")
  var pricedAt: String?
  @Option(
    parsing: .unconditional,
    help:
      "Compare with previous (the same length just before), yesterday, last-week or DATE..DATE. --since then defaults to today."
  )
  var compare: String?
  @Option(
    parsing: .unconditional,
    help: "Cost per unit: all, or some of request, thousand, mtok, success, session, customer; by commas.")
  var unit: String?
  @Option(
    parsing: .unconditional,
    help: "Revenue less cost by customer or feature, the ten worst first; --limit 0 shows all.")
  var margin: String?
  @Option(
    parsing: .unconditional,
    help: "With --margin: a CSV file with customer or feature, revenue, currency and month.")
  var revenue: String?
  @Flag(help: "Utilisation, break-even and limits of the [[commitment]]s. --since then defaults to month.")
  var commitments = false

  func run() throws {
    try refuseCombinations()
    if let unit { return try unitReport(try global.resolved(), of: unit).print(as: format) }
    if commitments { return try commitmentReport(try global.resolved()).print(as: format) }
    if let margin { return try marginReport(try global.resolved(), by: margin).print(as: format) }
    if let compare { return try comparison(try global.resolved(), with: compare).print(as: format) }
    let report = try report(try global.resolved())
    let output = LineOutput()
    switch format {
    case .table: output.write(report.table)
    case .json: output.write(report.json)
    case .csv:
      output.write(report.csv)
      if let note = report.rest?.note { FileHandle.standardError.write(Data("spendtop: \(note)\n".utf8)) }
    case .markdown: output.write(report.markdown)
    }
    output.flush()
  }

  /// The answer, from the database that `context` names.
  func report(_ context: Context) throws -> SpendReport {
    let dimensions = try dimensions()
    let order = try order(among: dimensions)
    let width = try width()
    let filters = try filter.map(FilterText.parse)
    let span = try range.span(context)
    if let limit, limit < 0 { throw Self.negative(limit) }
    let store = try context.store()
    let window = try context.window(span, of: store)
    var query = SpendQuery(
      window: window, groups: dimensions, bucket: width, filters: filters, includesLatency: true)
    query.cutsLocalHours = true
    let (found, rest) = try rows(for: query, order, store, context)
    var rows = found
    let total = rows.reduce(into: rest?.sums ?? SpendSums()) { $0 += $1.sums }
    rows.sort { first, second in order.places(first, before: second) }
    if let limit { rows = Array(rows.prefix(limit)) }
    let facts = try context.reading { try ReportFacts(query, total, store, context.reports) }
    let day = try pricedAt.map { try context.time($0, option: "--priced-at") }
    let other = try day.map { day in
      try context.reading { try PricedAt(query, store, try context.catalog, zone: context.zone, day: day) }
    }
    return SpendReport(
      window: window, zone: context.zone, by: dimensions, bucket: width, rows: rows, total: total,
      facts: facts, pricedAt: other, rest: rest)
  }

  /// Groups of users and sessions that are shown without --limit.
  private static let mostNames = 10_000

  /// The rows of the report, and the sums of users or sessions that are left out.
  private func rows(
    for query: SpendQuery, _ order: RowOrder, _ store: any ReportSource, _ context: Context
  ) throws -> ([SpendRow], ReportRest?) {
    try context.reading {
      guard let top = try store.topRows(for: query, by: order.ranking, most: limit ?? Self.mostNames) else {
        return (try store.rows(for: query), nil)
      }
      return (top.rows, top.restCount > 0 ? ReportRest(top, query.groups[0], limit: limit) : nil)
    }
  }

  /// The time range beside another one, row by row.
  func comparison(_ context: Context, with compare: String) throws -> ComparisonReport {
    let dimensions = try dimensions()
    let filters = try filter.map(FilterText.parse)
    if let limit, limit < 0 { throw Self.negative(limit) }
    let span = try range.span(context, defaultStart: "today")
    let now = context.now
    let after = TimeWindow(start: span.start ?? now, end: span.end ?? now)
    let before = try ComparisonRange(compare, context).window(before: after, zone: context.zone)
    let store = try context.store()
    let groups = dimensions + [.provider, .model]
    let (first, last) = try context.reading {
      (
        try store.rows(for: SpendQuery(window: before, groups: groups, filters: filters)),
        try store.rows(for: SpendQuery(window: after, groups: groups, filters: filters))
      )
    }
    let marks = try context.reading {
      try store.notes(in: TimeWindow(start: min(before.start, after.start), end: max(before.end, after.end)))
        .map { note in
          // The cost per request of the whole comparison on each side of the note.
          func sums(_ window: TimeWindow) throws -> SpendSums {
            try store.rows(for: SpendQuery(window: window, filters: filters)).reduce(into: SpendSums()) {
              $0 += $1.sums
            }
          }
          return (
            note: note,
            before: try sums(TimeWindow(start: min(before.start, after.start), end: note.time)),
            after: try sums(TimeWindow(start: note.time, end: max(before.end, after.end)))
          )
        }
    }
    return ComparisonReport(
      comparison: SpendComparison(before: first, after: last, dimensions: dimensions.count), before: before,
      after: after, zone: context.zone, by: dimensions, limit: limit, currency: context.settings.currency,
      marks: marks)
  }

  static func negative(_ limit: Int) -> UserMessage {
    UserMessage("cannot show \(limit) rows", because: "--limit is negative", tryThis: "--limit 10")
  }

  func dimensions() throws -> [Dimension] {
    var dimensions: [Dimension] = []
    for name in (by ?? Dimension.feature.rawValue).split(separator: ",") {
      let dimension = try Self.dimension(name.trimmingCharacters(in: .whitespaces))
      if !dimensions.contains(dimension) { dimensions.append(dimension) }
    }
    return dimensions
  }

  private func width() throws -> BucketWidth? {
    try bucket.map { text in
      guard let width = BucketWidth(rawValue: text) else {
        throw UserMessage(
          "cannot cut into \"\(text)\"", because: "expected hour, day, week or month",
          tryThis: "--bucket day")
      }
      return width
    }
  }

  private func order(among dimensions: [Dimension]) throws -> RowOrder {
    guard let sort, sort != "metric" else { return .metric(metric) }
    if let metric = Metric(rawValue: sort) { return .metric(metric) }
    if let dimension = Dimension(rawValue: sort), let index = dimensions.firstIndex(of: dimension) {
      return .key(index)
    }
    let known = dimensions.map(\.rawValue) + Metric.allCases.map(\.rawValue)
    let nearest = EditDistance.nearest(to: sort, among: known)
    throw UserMessage(
      "cannot sort by \"\(sort)\"",
      because: nearest.map { "did you mean \"\($0)\"?" } ?? "it is neither in --by nor a metric",
      tryThis: known.joined(separator: ", "))
  }

  static func dimension(_ name: String) throws -> Dimension {
    if let dimension = Dimension(rawValue: name) { return dimension }
    let known = Dimension.allCases.map(\.rawValue)
    let nearest = EditDistance.nearest(to: name, among: known)
    throw UserMessage(
      "there is no dimension \"\(name)\"", because: nearest.map { "did you mean \"\($0)\"?" },
      tryThis: known.joined(separator: ", "))
  }
}

/// Sort order of rows within one bucket; buckets are in time order.
private enum RowOrder {
  /// The most first.
  case metric(ReportCommand.Metric)
  /// By the value of the n-th group.
  case key(Int)

  /// The metric that decides which rows come first; nil when their names do.
  var ranking: RankingMetric? { if case .metric(let metric) = self { metric } else { nil } }

  func places(_ first: SpendRow, before second: SpendRow) -> Bool {
    if let a = first.bucketStart, let b = second.bucketStart, a != b { return a < b }
    switch self {
    case .metric(let metric):
      let (a, b) = (metric.rank(first.sums), metric.rank(second.sums))
      if a != b { return a > b }
    case .key(let index):
      if first.keys[index] != second.keys[index] { return first.keys[index] < second.keys[index] }
    }
    return first.keys.lexicographicallyPrecedes(second.keys)
  }
}

extension RankingMetric: ExpressibleByArgument {}
