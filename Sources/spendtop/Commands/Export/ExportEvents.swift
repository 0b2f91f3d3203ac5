import ArgumentParser
import SpendCore
import SpendFormatting
import SpendReports
import SpendStore

struct ExportEvents: LineExport {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Export events, one per line, oldest first.",
    discussion: "  spendtop export events --since 1d --format csv > events.csv")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExportOptions

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
