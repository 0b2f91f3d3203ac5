import SpendText

/// Paths in few cells: their end says more than their beginning.
enum PathText {
  static func shortened(_ path: String, to width: Int) -> SafeText {
    let whole = SafeText(path)
    if whole.width <= width { return whole }
    var parts = path.split(separator: "/").suffix(4)
    while parts.count > 1, SafeText("…/" + parts.joined(separator: "/")).width > width {
      parts = parts.dropFirst()
    }
    return SafeText("…/" + parts.joined(separator: "/")).cut(to: width)
  }
}
