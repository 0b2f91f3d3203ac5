public import SpendText

/// Shorter forms of texts that do not fit.
public enum TextCutting {
  /// The beginning of a sentence, cut between words, without a separator or an open bracket at its end.
  public static func prose(_ text: SafeText, to width: Int) -> SafeText {
    guard text.width > width else { return text }
    var short = ""
    var used = 0
    for word in text.string.split(separator: " ") {
      let next = used + SafeText(String(word)).width + (short.isEmpty ? 0 : 1)
      // The last cell is for the sign that the text goes on.
      if next >= width { break }
      short += short.isEmpty ? String(word) : " " + word
      used = next
    }
    if let open = short.lastIndex(of: "("), !short[open...].contains(")") { short.removeSubrange(open...) }
    while let last = short.last, " ,;:·".contains(last) { short.removeLast() }
    return short.isEmpty ? text.cut(to: width) : SafeText(short + "…")
  }

  /// The end of a path, as many whole components as fit.
  public static func path(_ text: SafeText, to width: Int) -> SafeText {
    guard text.width > width else { return text }
    var parts = text.string.split(separator: "/")[...]
    while parts.count > 1, SafeText("…/" + parts.joined(separator: "/")).width > width {
      parts = parts.dropFirst()
    }
    return SafeText("…/" + parts.joined(separator: "/")).cut(to: width)
  }
}
