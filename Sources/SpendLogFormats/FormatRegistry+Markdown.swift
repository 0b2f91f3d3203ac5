extension FormatRegistry {
  /// The table of all formats in Markdown, as the documentation shows it.
  public static var markdown: String {
    let rows = all.map { format in
      "| `\(format.name)` | \(format.title) | \(format.recognisedBy) |"
    }
    return (["| format | what it is | recognised by |", "|---|---|---|"] + rows).joined(separator: "\n")
  }
}
