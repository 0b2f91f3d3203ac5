public import SpendFormatting

/// A report with a form for people and one for programs.
public protocol PrintableReport {
  /// The table, which CSV and Markdown show as well.
  var sheet: DataSheet { get }
  var json: String { get }
  /// Nil for dollars.
  var currency: DisplayCurrency? { get }
}
