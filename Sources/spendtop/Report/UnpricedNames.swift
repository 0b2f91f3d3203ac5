import SpendCore
import SpendFormatting
import SpendIngest
import SpendPricing
import SpendStore

/// Unpriced models by provider, with the reason.
struct UnpricedNames {
  let lines: [String]

  /// Names that are listed, and requests that are shown as examples.
  private static let (mostNames, mostExamples) = (20, 3)

  init(_ store: SQLiteStore, _ context: Context) throws {
    let rows = try context.reading {
      try store.rows(for: SpendQuery(window: .allTime, groups: [.provider, .model]))
    }.filter { $0.sums.unpricedRequests > 0 }.sorted { $0.sums.unpricedRequests > $1.sums.unpricedRequests }
    guard !rows.isEmpty else {
      lines = []
      return
    }
    let contradictions = try context.reading { try Contradictions(store, examples: Self.mostExamples) }
    let total = try context.reading {
      try store.rows(for: SpendQuery(window: .allTime)).reduce(into: SpendSums()) { $0 += $1.sums }
    }
    var lines: [String] = []
    let words = ReportFacts.unpriced(total, models: rows.count) {
      ReportFacts.amount($0, in: context.settings.currency)
    }
    if let words { lines.append("spend      \(words)") }
    lines.append("unpriced   \(rows.count) names have requests without a price:")
    for row in rows.prefix(Self.mostNames) {
      let name = row.keys.filter { !$0.isEmpty }.joined(separator: "/")
      let why = try Self.reason(row, contradicting: contradictions.counts[row.keys] ?? 0, context)
      lines.append(
        "           \(Shown.text(name.isEmpty ? Dimension.none : name)): \(row.sums.unpricedRequests) requests"
          + why)
    }
    let inspector = context.logInspector
    for example in contradictions.examples {
      let figures =
        inspector.contradiction(path: example.path, offset: example.offset).map { ": \($0)" } ?? ""
      lines.append("           \(Shown.text(example.path)) line \(example.line)\(figures)")
    }
    if rows.contains(where: { $0.sums.unpricedRequests > contradictions.counts[$0.keys] ?? 0 }) {
      lines.append("           try: a [[price]] with provider, model, input and output in the configuration")
    }
    self.lines = lines
  }

  private static func reason(
    _ row: SpendRow, contradicting: Int64, _ context: Context
  ) throws -> String {
    var reasons: [String] = []
    if contradicting > 0 {
      reasons.append(
        "\(contradicting) state a total that fits no known way of counting and are left unpriced")
    }
    if row.sums.unpricedRequests > contradicting {
      let near = try context.catalog.suggestions(provider: row.keys[0], model: row.keys[1])
      if try context.catalog.match(provider: row.keys[0], model: row.keys[1]) != nil {
        reasons.append("the name has a price, the log does not say how much was used")
      } else if !near.isEmpty {
        reasons.append("known names like it: \(near.joined(separator: ", "))")
      }
    }
    return reasons.map { "; \($0)" }.joined()
  }
}

/// Requests whose own total differs from every sum of their counts.
private struct Contradictions {
  /// By seller and model.
  var counts: [[String]: Int64] = [:]
  /// The first of them.
  var examples: [EventRecord] = []

  init(_ store: SQLiteStore, examples limit: Int) throws {
    let labels = try store.labelSets()
    var times: [Instant] = []
    try store.forEachCost(in: .allTime, .unpriced) { cost in
      guard cost.contradictsItself, let label = labels[cost.labels] else { return }
      counts[[label.provider, label.model], default: 0] += 1
      if times.count < limit { times.append(cost.time) }
    }
    for time in Set(times).sorted() {
      let moment = TimeWindow(start: time, end: Instant(microseconds: time.microseconds + 1))
      try store.forEachEvent(in: moment, filters: []) { event in
        guard event.contradictsItself, examples.count < limit else { return }
        examples.append(event)
      }
    }
  }
}
