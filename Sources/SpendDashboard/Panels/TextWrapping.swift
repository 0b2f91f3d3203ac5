import SpendText

/// Text that is laid out by words, so that no number is cut.
enum TextWrapping {
  /// Lines of whole words; a word that is longer than a line is cut.
  static func lines(_ text: SafeText, width: Int) -> [SafeText] {
    guard width > 0 else { return [] }
    if text.width <= width { return [text] }
    var lines: [String] = []
    for word in text.string.split(separator: " ") {
      if let last = lines.last, SafeText(last).width + 1 + SafeText(String(word)).width <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { SafeText($0).cut(to: width) }
  }
}
