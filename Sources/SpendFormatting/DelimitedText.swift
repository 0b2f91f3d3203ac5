import SpendText

/// Tables as text, one row a line, whatever the cells hold.
public enum DelimitedText: Sendable {
  case csv
  case tsv

  public func line(_ cells: [TableCell]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += self == .csv ? "," : "\t" }
      switch cell {
      case .figure(let figure): line += figure
      case .text(let text): line += self == .csv ? Self.csv(text) : Self.safe(text)
      }
    }
    return line
  }

  /// Spreadsheets take a cell that begins with one of these for a formula (OWASP, "CSV Injection").
  private static let formulaMarks: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠",
  ]

  /// RFC 4180, and an apostrophe before what a spreadsheet would calculate. Semicolons are quoted as
  /// well: spreadsheets of many countries cut cells there.
  private static func csv(_ text: String) -> String {
    if isPlain(text), let first = text.utf8.first, !"=+-@".utf8.contains(first) { return text }
    guard let first = text.unicodeScalars.first else { return "" }
    let cell = (formulaMarks.contains(first) ? "'" : "") + safe(text)
    guard cell.utf8.contains(where: { "\",; '".utf8.contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  /// Tabs, line ends and everything else a terminal would obey are made visible.
  private static func safe(_ text: String) -> String {
    isPlain(text) ? text : SafeText(text).string
  }

  /// True when no character of the text needs quoting or escaping.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 && $0 != 0x2C && $0 != 0x3B }
  }
}
