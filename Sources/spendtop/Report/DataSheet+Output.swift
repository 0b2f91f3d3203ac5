import SpendCore
import SpendFormatting

extension DataSheet {
  /// Writes a sheet to standard output. Amounts for people are in `currency`, those for programs in US dollars.
  ///
  /// - Parameters:
  ///   - json: the whole JSON answer.
  ///   - sheet: makes the sheet, with its remarks in the currency.
  static func print(
    as format: ReportCommand.Format, json: @autoclosure () -> String, in currency: DisplayCurrency?,
    _ sheet: @autoclosure () -> DataSheet
  ) {
    let output = LineOutput()
    let isForPeople = format == .table || format == .markdown
    ShownCurrency.$current.withValue(isForPeople ? currency.map { ShownCurrency($0) } : nil) {
      switch format {
      case .json: output.write(json())
      case .csv: output.write(sheet().csv)
      case .table: output.write(sheet().table)
      case .markdown: output.write(sheet().markdown)
      }
    }
    output.flush()
  }
}
