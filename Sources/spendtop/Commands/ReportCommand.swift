import ArgumentParser
import SpendCore
import SpendStore

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Spend by any dimensions, as text, JSON, CSV or Markdown.",
    discussion: """
        spendtop report --by feature,model --since 7d
        spendtop report --by provider --bucket day --format csv
        spendtop report --filter feature=search --filter 'model!=gpt-4o' --format json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv, markdown
  }

  enum Metric: String, ExpressibleByArgument, CaseIterable {
    case cost, requests, tokens, errors
  }

  @OptionGroup var global: GlobalOptions
  @Option(
    parsing: .unconditional,
    help: "Dimensions, separated by commas: \(Dimension.allCases.map(\.rawValue).joined(separator: ", ")).")
  var by = "feature"
  @Option(parsing: .unconditional, help: "From when: 7d, today, month, 2026-11-01. Default 30d.")
  var since: String?
  @Option(parsing: .unconditional, help: "Until when. Default now.")
  var until: String?
  @Option(parsing: .unconditional, help: "Cut the window into hour, day, week or month.")
  var bucket: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "What rows are ranked by: cost, requests, tokens, errors.")
  var metric = Metric.cost
  @Option(parsing: .unconditional, help: "A dimension to sort by instead of the metric, or `metric`.")
  var sort: String?
  @Option(parsing: .unconditional, help: "Rows at most.")
  var limit: Int?
  @Option(parsing: .unconditional, help: "table, json, csv or markdown.")
  var format = Format.table

  func run() throws {
    let context = try global.resolved()
    let dimensions = try by.split(separator: ",").map { try Self.dimension(String($0)) }
    let width = try bucket.map { text in
      guard let width = BucketWidth(rawValue: text) else {
        throw UserMessage(
          "cannot cut into \"\(text)\"", because: "the widths are hour, day, week and month",
          tryThis: "--bucket day")
      }
      return width
    }
    let filters = try filter.map(FilterText.parse)
    let window = try context.window(since: since, until: until)
    let query = SpendQuery(
      window: window, groups: dimensions, bucket: width, filters: filters, includesLatency: true)
    let store = try context.store()
    var rows = try context.reading { try store.rows(for: query) }
    var total = SpendSums()
    for row in rows { total += row.sums }
    let order = try sort.flatMap { $0 == "metric" ? nil : try dimensions.firstIndex(of: Self.dimension($0)) }
    rows.sort { a, b in
      if let first = a.bucketStart, let second = b.bucketStart, first != second { return first < second }
      if let order { return a.keys[order] < b.keys[order] }
      let (x, y) = (rank(a.sums), rank(b.sums))
      return x != y ? x > y : a.keys.lexicographicallyPrecedes(b.keys)
    }
    if let limit { rows = Array(rows.prefix(max(0, limit))) }
    let report = SpendReport(
      window: window, zone: context.zone, by: dimensions, bucket: width, rows: rows, total: total)
    switch format {
    case .table: print(report.table)
    case .json: print(report.json)
    case .csv: print(report.csv)
    case .markdown: print(report.markdown)
    }
  }

  private func rank(_ sums: SpendSums) -> Int64 {
    switch metric {
    case .cost: sums.cost.nanodollars
    case .requests: sums.requests
    case .tokens: sums.promptTokens &+ sums.output
    case .errors: sums.errors
    }
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

/// `key=value`, `key!=value`, `key~regex`.
enum FilterText {
  static func parse(_ text: String) throws -> DimensionFilter {
    guard let mark = text.firstIndex(where: { "=!~".contains($0) }) else {
      throw UserMessage(
        "cannot read the filter \"\(text)\"", because: "it has no =, != or ~",
        tryThis: "--filter feature=search")
    }
    let dimension = try ReportCommand.dimension(String(text[..<mark]))
    let rest = text[mark...]
    if rest.hasPrefix("!=") { return DimensionFilter(dimension, .differs(value(rest.dropFirst(2)))) }
    if rest.hasPrefix("=") { return DimensionFilter(dimension, .equals(value(rest.dropFirst()))) }
    let pattern = String(rest.dropFirst())
    guard rest.hasPrefix("~"), (try? Regex(pattern)) != nil else {
      throw UserMessage(
        "cannot read the filter \"\(text)\"", because: "\"\(pattern)\" is no regular expression",
        tryThis: "--filter 'model~^gpt-4'")
    }
    return DimensionFilter(dimension, .matches(pattern))
  }

  private static func value(_ text: Substring) -> String {
    text == Dimension.none ? "" : String(text)
  }
}
