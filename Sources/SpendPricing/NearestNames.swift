import SpendCore

/// Names to show beside one without a price. A person may choose one; the program never does.
enum NearestNames {
  /// The nearest first; nothing when none is near.
  static func of(_ name: String, among rows: [PriceRow]) -> [String] {
    let longest = max(3, name.utf8.count / 3)
    var nearest: [String: Int] = [:]
    for row in rows {
      let shown = "\(row.provider)/\(row.model)"
      guard nearest[shown] == nil else { continue }
      let model = row.model.lowercased()
      let distance = min(
        EditDistance.between(model, name),
        // `claude-opus-9` is nearer to `anthropic.claude-opus-9` than its letters say.
        model.hasSuffix(name) || name.hasSuffix(model) ? 1 : .max)
      if distance <= longest { nearest[shown] = distance }
    }
    return nearest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }
}
