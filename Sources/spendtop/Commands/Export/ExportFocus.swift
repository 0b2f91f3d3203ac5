import ArgumentParser
import SpendCore
import SpendReports
import SpendFormatting
import SpendStore

struct ExportFocus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "focus", abstract: "Cost and usage as CSV in the FOCUS format of the FinOps Foundation.",
    discussion: """
        spendtop export focus --since 2026-10-01 --until 2026-11-01 > focus.csv
        spendtop export focus --since month --bucket hour --account acme > focus.csv
      """)

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "From when: month, 2026-11-01. Default: all there is.")
  var since: String?
  @Option(parsing: .unconditional, help: "Until when. Default: all there is.")
  var until: String?
  @Option(parsing: .unconditionalSingleValue, help: "key=value, key!=value or key~regex; repeatable.")
  var filter: [String] = []
  @Option(parsing: .unconditional, help: "Charge period: hour or day.")
  var bucket = FocusRow.Period.day
  @Option(parsing: .unconditional, help: "BillingAccountId of all rows.")
  var account = "default"
  @Option(parsing: .unconditional, help: "Version of the specification: 1.2 or 1.3.")
  var focusVersion = FocusVersion.version12

  func run() throws {
    let output = LineOutput()
    try forEachLine(try global.resolved(), output.write)
    output.flush()
  }

  /// Hands out the header and the rows, in order of time and labels.
  func forEachLine(_ context: Context, _ body: (String) -> Void) throws {
    guard !account.isEmpty else {
      throw UserMessage(
        "--account is empty", because: "FOCUS requires a BillingAccountId", tryThis: "--account acme")
    }
    let filters = try filter.map(FilterText.parse)
    let span = try context.span(since: since, until: until)
    let store = try context.store()
    var query = SpendQuery(
      window: try context.window(span, of: store), groups: FocusRow.dimensions, bucket: bucket.width,
      filters: filters)
    query.cutsLocalHours = true
    let rows = try context.reading { try store.rows(for: query) }.sorted { first, second in
      if let a = first.bucketStart, let b = second.bucketStart, a != b { return a < b }
      return first.keys.lexicographicallyPrecedes(second.keys)
    }
    let columns = FocusRow.columns(of: focusVersion)
    body(DelimitedText.csv.line(columns.map { .figure($0.name) }))
    for row in rows {
      guard let focus = FocusRow(row, period: bucket, zone: context.zone, account: account) else { continue }
      body(DelimitedText.csv.line(columns.map { $0.value(focus) }))
    }
  }
}
