import ArgumentParser
import SpendCore
import SpendFormatting
import SpendReports
import SpendStore

struct ExportRollups: LineExport {
  static let configuration = CommandConfiguration(
    commandName: "rollups", abstract: "Export hourly sums by provider, model, feature and query type.",
    discussion: "  spendtop export rollups --since month --format tsv > hours.tsv")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExportOptions

  /// In order of time and labels.
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
