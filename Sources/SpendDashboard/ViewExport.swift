import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Rows of the focused list as text for other programs, in their order and with all columns. Amounts are
/// US dollars whatever the screen shows, and are labelled so.
struct ViewExport {
  private let name: String
  private let moment: Instant
  private let zone: Zone
  private let window: TimeWindow?
  private let chips: [String]
  private let table: ExportTable
  private let selection: Int?

  init(_ state: DashboardState) {
    zone = state.zone
    moment = state.clock
    window = state.snapshot?.window
    chips = FilterText.chips(state.request)
    let panel = state.panels[state.focus]
    let rows = state.snapshot.map { panel.rows($0, state) } ?? PanelRows("", keys: []) { [] }
    selection = state.selection(state.focus, in: rows.keys)
    name = panel.exportName(state)
    table = panel.export(rows, state)
  }

  /// The selected row in the form to paste into a sentence: amounts are in the currency of the screen. Nil
  /// without a selected row.
  var selectedRow: String? {
    guard let selection, table.rows.indices.contains(selection) else { return nil }
    return table.rows[selection].map(\.copied).joined(separator: "\t")
  }

  func fileName(_ format: ExportFormat) -> String {
    "spendtop-\(name)-\(LocalTime.compact(moment, zone)).\(format.suffix)"
  }

  func text(_ format: ExportFormat) -> String {
    switch format {
    case .csv:
      let lines = [table.columns.map(TableCell.figure)] + table.rows.map { $0.map { Self.cell($0.text) } }
      return lines.map { DelimitedText.csv.line($0) + "\n" }.joined()
    case .markdown:
      let rule = table.columns.indices.map { table.isFigure($0) ? "--:" : ":--" }
      let lines = [table.columns, rule] + table.rows.map { $0.map { MarkdownTable.escaped($0.text) } }
      return lines.map { MarkdownTable.line($0) + "\n" }.joined()
    case .json:
      let rows = table.rows.map { row in
        let members = zip(table.columns, row).map { "\(JSONWriter.string($0)):\($1.json)" }
        return "{\(members.joined(separator: ","))}"
      }
      let from = window.map { JSONWriter.string($0.start.rfc3339) } ?? "null"
      let to = window.map { JSONWriter.string($0.end.rfc3339) } ?? "null"
      let filters = chips.map(JSONWriter.string).joined(separator: ",")
      return
        "{\"schema\":1,\"currency\":\"USD\",\"since\":\(from),\"until\":\(to),\"filters\":[\(filters)],\"rows\":["
        + rows.joined(separator: ",") + "]}\n"
    }
  }

  /// A cell of CSV; a text that is a number needs no protection from spreadsheets.
  static func cell(_ text: String) -> TableCell { Double(text) == nil ? .text(text) : .figure(text) }
}
