import SpendScreen
import SpendText

/// Text that is laid out by words, so that no number is cut.
enum TextWrapping {
  /// At most `rows` lines of whole words; the last one ends with an ellipsis when words are left.
  static func lines(_ text: SafeText, width: Int, rows: Int) -> [SafeText] {
    let all = lines(text, width: width)
    guard all.count > rows, rows > 0 else { return Array(all.prefix(max(0, rows))) }
    let rest = all[(rows - 1)...].map(\.string).joined(separator: " ")
    return all.prefix(rows - 1) + [TextCutting.prose(SafeText(rest), to: width)]
  }

  /// Lines of whole words; a word that is longer than a line is cut.
  static func lines(_ text: SafeText, width: Int) -> [SafeText] {
    guard width > 0 else { return [] }
    if text.width <= width { return [text] }
    var lines: [String] = []
    var used = 0
    for word in text.string.split(separator: " ") {
      let wanted = SafeText(String(word)).width
      if !lines.isEmpty, used + 1 + wanted <= width {
        lines[lines.count - 1] += " " + word
        used += 1 + wanted
      } else {
        lines.append(String(word))
        used = wanted
      }
    }
    return lines.map { SafeText($0).cut(to: width) }
  }
}
