public import ArgumentParser
import SpendFormatting
import SpendReports

extension ReportFormat: ExpressibleByArgument {}

extension DataSheet {
  /// Writes the sheet to standard output.
  func print(as format: ReportFormat, json: String, in currency: DisplayCurrency?) {
    let output = LineOutput()
    output.write(text(as: format, json: json, in: currency))
    output.flush()
  }
}

extension ComparisonReport {
  /// Writes the comparison to standard output.
  func print(as format: ReportFormat) {
    sheet.print(as: format, json: json, in: currency)
  }
}
