import SpendText

/// A table in Markdown.
public enum MarkdownTable {
  /// A line of a table, of cells that are Markdown.
  public static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// A line of a table; text is escaped.
  public static func line(_ cells: [TableCell]) -> String {
    line(
      cells.map { cell in
        switch cell {
        case .figure(let figure): figure
        case .text(let text): escaped(text)
        }
      })
  }

  /// The text without markup and without control characters, so that it stays in its cell.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for character in SafeText(text).string {
      if "\\|<`".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
