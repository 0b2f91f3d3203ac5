public import ArgumentParser
import SpendFormatting
import SpendReports

extension ReportFormat: ExpressibleByArgument {}

extension FocusVersion: ExpressibleByArgument {}

extension FocusRow.Period: ExpressibleByArgument {}

extension DataSheet {
  /// Writes a sheet to standard output, see `text(as:json:in:_:)`.
  static func print(
    as format: ReportFormat, json: @autoclosure () -> String, in currency: DisplayCurrency?,
    _ sheet: @autoclosure () -> DataSheet
  ) {
    let output = LineOutput()
    output.write(text(as: format, json: json(), in: currency, sheet()))
    output.flush()
  }
}

extension PrintableReport {
  /// Writes the report to standard output.
  func print(as format: ReportFormat) {
    DataSheet.print(as: format, json: json, in: currency, sheet)
  }
}
