import ArgumentParser
import SpendCore
import SpendFormatting
import SpendReports
import SpendStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export data.",
    discussion: "  spendtop export events --since 1d --format csv > events.csv",
    subcommands: [ExportEvents.self, ExportRollups.self, ExportFocus.self, ExportPrometheus.self])
}

enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case jsonl, csv, tsv

  /// Nil for JSON, which has no header and no cells.
  var delimited: DelimitedText? {
    switch self {
    case .jsonl: nil
    case .csv: .csv
    case .tsv: .tsv
    }
  }
}

/// Which part of what is stored, and how it is written.
struct ExportOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Start of the time range: 7d, today, 2026-11-01 (default: all data).")
  var since: String?
  @Option(parsing: .unconditional, help: "End of the time range (default: all data).")
  var until: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "jsonl, csv or tsv.")
  var format = ExportFormat.jsonl

  /// Opens the database, and returns it with the requested time range and filters.
  func opened(_ context: Context) throws -> (
    store: any ReportSource, window: TimeWindow, filters: [DimensionFilter]
  ) {
    let filters = try filter.map(FilterText.parse)
    let span = try context.span(since: since, until: until)
    let store = try context.store()
    return (store, try context.window(span, of: store), filters)
  }
}

struct ExportEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Export events, one per line, oldest first.",
    discussion: "  spendtop export events --since 1d --format csv > events.csv")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExportOptions

  func run() throws {
    let output = LineOutput()
    try forEachLine(try global.resolved(), output.write)
    output.flush()
  }

  /// Hands out line by line; memory does not grow with their number.
  func forEachLine(_ context: Context, _ body: (String) -> Void) throws {
    let (store, window, filters) = try options.opened(context)
    let delimited = options.format.delimited
    if let delimited { body(delimited.line(EventLine.header)) }
    try context.reading {
      try store.forEachEvent(in: window, filters: filters) { event in
        body(delimited.map { $0.line(EventLine.cells(event)) } ?? EventLine.json(event))
      }
    }
  }
}

struct ExportRollups: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollups", abstract: "Export hourly sums by provider, model, feature and query type.",
    discussion: "  spendtop export rollups --since month --format tsv > hours.tsv")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExportOptions

  func run() throws {
    let output = LineOutput()
    try forEachLine(try global.resolved(), output.write)
    output.flush()
  }

  /// Hands out line by line, in order of time and labels.
  func forEachLine(_ context: Context, _ body: (String) -> Void) throws {
    let (store, window, filters) = try options.opened(context)
    let query = SpendQuery(
      window: window, groups: RollupLine.dimensions, bucket: .hour, filters: filters, includesLatency: true)
    let rows = try context.reading { try store.rows(for: query) }.sorted { first, second in
      if let a = first.bucketStart, let b = second.bucketStart, a != b { return a < b }
      return first.keys.lexicographicallyPrecedes(second.keys)
    }
    let delimited = options.format.delimited
    if let delimited { body(delimited.line(RollupLine.header)) }
    for row in rows { body(delimited.map { $0.line(RollupLine.cells(row)) } ?? RollupLine.json(row)) }
  }
}
