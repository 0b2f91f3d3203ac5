public import SpendCore
import SpendFormatting
import SpendText

/// Rows of named values, rendered as text, JSON, CSV or Markdown.
public struct DataSheet {
  /// A column: its name for programs and its heading for people.
  public struct Column: Sendable {
    public var name: String
    public var title: String

    public init(_ name: String, _ title: String) {
      self.name = name
      self.title = title
    }
  }

  public enum Value: Sendable {
    /// Text from a log or the configuration.
    case text(String)
    /// A word or a date of our own; empty where unknown.
    case word(String)
    case money(Money?)
    /// An amount that is shown with its sign.
    case change(Money?)
    case count(Int64?)
    /// A share of a whole, 0…1.
    case share(Double?)
  }

  public var columns: [Column]
  /// Number of columns from the left that hold labels.
  public var labels: Int
  public var rows: [[Value]]
  /// The sums of all rows, those beyond a limit included; nil for a sheet without sums.
  public var total: [Value]?
  /// Remarks below the table.
  public var notes: [String] = []

  public init(columns: [Column], labels: Int, rows: [[Value]], total: [Value]? = nil, notes: [String] = []) {
    self.columns = columns
    self.labels = labels
    self.rows = rows
    self.total = total
    self.notes = notes
  }

  // MARK: For people

  /// Columns aligned for a terminal.
  public var table: String {
    let body = (rows + (total.map { [$0] } ?? [])).map { $0.map(Self.shown) }
    let lines = TextTable.lines([columns.map(\.title)] + body, labels: labels)
    return (lines + notes.map { SafeText($0).string }).joined(separator: "\n")
  }

  public var markdown: String {
    let marks = columns.indices.map { $0 < labels ? "---" : "---:" }
    let body = (rows + (total.map { [$0] } ?? [])).map {
      MarkdownTable.line($0.map { MarkdownTable.escaped(Self.shown($0)) })
    }
    let remarks = notes.map { "\n" + MarkdownTable.escaped($0) }
    return ([MarkdownTable.line(columns.map(\.title)), MarkdownTable.line(marks)] + body + remarks).joined(
      separator: "\n")
  }

  /// The text of a value in a table.
  private static func shown(_ value: Value) -> String {
    switch value {
    case .text(let text): text.isEmpty ? Dimension.none : text
    case .word(let word): word
    case .money(let amount): amount.map(AmountText.amount) ?? "—"
    case .change(let amount): amount.map { ($0 > .zero ? "+" : "") + AmountText.amount($0) } ?? "—"
    case .count(let count): count.map { "\($0)" } ?? "—"
    case .share(let share): share.map(AmountText.percent) ?? "—"
    }
  }

  // MARK: For programs

  /// All rows under one header, without the total.
  public var csv: String {
    ([columns.map { .figure($0.name) }] + rows.map { $0.map(Self.cell) }).map(DelimitedText.csv.line)
      .joined(separator: "\n")
  }

  private static func cell(_ value: Value) -> TableCell {
    switch value {
    case .text(let text): .text(text)
    case .word(let word): .figure(word)
    case .money(let amount), .change(let amount): .figure(amount?.decimalString ?? "")
    case .count(let count): .figure(count.map { "\($0)" } ?? "")
    case .share(let share): .figure(share.map { AmountText.fixed($0, places: 6) } ?? "")
    }
  }

  /// The rows as a list of JSON objects.
  public var jsonRows: String { "[" + rows.map { jsonObject($0) }.joined(separator: ",") + "]" }

  /// The total as a JSON object without labels, or null.
  public var jsonTotal: String { total.map { jsonObject($0, from: labels) } ?? "null" }

  private func jsonObject(_ values: [Value], from first: Int = 0) -> String {
    let members = zip(columns, values).dropFirst(first).map { column, value in
      "\(JSONWriter.string(column.name)):\(Self.json(value))"
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .text(let text): JSONWriter.string(text)
    case .word(let word): word.isEmpty ? "null" : JSONWriter.string(word)
    case .money(let amount), .change(let amount): amount.map { "\"\($0.decimalString)\"" } ?? "null"
    case .count(let count): JSONWriter.number(count)
    case .share(let share): share.map { AmountText.fixed($0, places: 6) } ?? "null"
    }
  }
}
