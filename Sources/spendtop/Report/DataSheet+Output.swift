import SpendCore
import SpendFormatting

extension DataSheet {
  /// The sheet in a format. Amounts for people are in `currency`, those for programs in US dollars.
  ///
  /// - Parameter json: the whole JSON answer.
  func text(as format: ReportCommand.Format, json: String, in currency: DisplayCurrency?) -> String {
    switch format {
    case .json: json
    case .csv: csv
    case .table, .markdown:
      ShownCurrency.$current.withValue(currency.map { ShownCurrency($0) }) {
        format == .table ? table : markdown
      }
    }
  }

  /// Writes the sheet to standard output.
  func print(as format: ReportCommand.Format, json: String, in currency: DisplayCurrency?) {
    let output = LineOutput()
    output.write(text(as: format, json: json, in: currency))
    output.flush()
  }
}
