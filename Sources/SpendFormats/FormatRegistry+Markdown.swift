extension FormatRegistry {
  /// All formats as a table for a page: the README's is this one.
  public static var markdown: String {
    let rows = all.map { format in
      "| `\(format.name)` | \(format.title) | \(format.recognisedBy) |"
    }
    return (["| format | what it is | recognised by |", "|---|---|---|"] + rows).joined(separator: "\n")
  }
}
