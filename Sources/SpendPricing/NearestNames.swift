import SpendCore

/// Names to show beside one without a price. A person may choose one; the program never does.
enum NearestNames {
  /// The nearest first, as `seller/model`; nothing when none is near.
  static func of(_ name: String, among known: [(provider: String, model: String)]) -> [String] {
    let longest = max(3, name.utf8.count / 3)
    var nearest: [String: Int] = [:]
    for (provider, model) in known {
      let lower = model.lowercased()
      var distance = Int.max
      if lower.hasSuffix(name) || name.hasSuffix(lower) {
        // A name with a maker before it is nearer than its letters say.
        distance = 1
      } else if abs(lower.utf8.count - name.utf8.count) <= longest {
        distance = EditDistance.between(lower, name)
      }
      if distance <= longest { nearest["\(provider)/\(model)"] = distance }
    }
    return nearest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
  }
}
