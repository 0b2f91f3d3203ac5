import SpendCore
public import SpendFormatting

extension DataSheet {
  /// The text of a sheet in a format. Amounts for people are in `currency`, those for programs in US dollars.
  ///
  /// - Parameters:
  ///   - json: the whole JSON answer.
  ///   - sheet: makes the sheet, with its remarks in the currency.
  public static func text(
    as format: ReportFormat, json: @autoclosure () -> String, in currency: DisplayCurrency?,
    _ sheet: @autoclosure () -> DataSheet
  ) -> String {
    let isForPeople = format == .table || format == .markdown
    return ShownCurrency.$current.withValue(isForPeople ? currency.map { ShownCurrency($0) } : nil) {
      switch format {
      case .json: json()
      case .csv: sheet().csv
      case .table: sheet().table
      case .markdown: sheet().markdown
      }
    }
  }
}
