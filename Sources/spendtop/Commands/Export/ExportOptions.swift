import ArgumentParser
import SpendCore
import SpendFormatting
import SpendReports

/// Which part of what is stored, and how it is written.
struct ExportOptions: ParsableArguments {
  @OptionGroup var range: TimeRangeOptions
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "jsonl, csv or tsv.")
  var format = ExportFormat.jsonl

  /// Opens the database, and returns it with the requested time range and filters.
  func opened(_ context: Context) throws -> (
    store: any ReportSource, window: TimeWindow, filters: [DimensionFilter]
  ) {
    let filters = try filter.map(FilterText.parse)
    let span = try range.span(context)
    let store = try context.store()
    return (store, try context.window(span, of: store), filters)
  }
}
