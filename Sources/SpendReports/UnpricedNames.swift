public import SpendCore
public import SpendFormatting
public import SpendPricing

/// Unpriced models by provider, with the reason.
public struct UnpricedNames {
  public let lines: [String]

  /// Names that are listed, and requests that are shown as examples.
  private static let (mostNames, mostExamples) = (20, 3)

  /// - Parameter contradiction: the figures of the request at a path and offset that contradict each other.
  public init(
    _ store: any SpendSource & StoredCostSource, _ catalog: PriceCatalog, currency: DisplayCurrency?,
    contradiction: (String, Int64) -> String?
  ) throws {
    let rows = try store.rows(for: SpendQuery(window: .allTime, groups: [.provider, .model])).filter {
      $0.sums.unpricedRequests > 0
    }.sorted { $0.sums.unpricedRequests > $1.sums.unpricedRequests }
    guard !rows.isEmpty else {
      lines = []
      return
    }
    let contradictions = try Contradictions(store, examples: Self.mostExamples)
    let total = try store.rows(for: SpendQuery(window: .allTime))
      .reduce(into: SpendSums()) { $0 += $1.sums }
    var lines: [String] = []
    let words = ReportFacts.unpriced(total, models: rows.count) {
      ReportFacts.amount($0, in: currency)
    }
    if let words { lines.append("spend      \(words)") }
    lines.append(
      "unpriced   \(CountText.grouped(Int64(rows.count), "name")) \(rows.count == 1 ? "has" : "have") requests without a price:"
    )
    for row in rows.prefix(Self.mostNames) {
      let name = row.keys.filter { !$0.isEmpty }.joined(separator: "/")
      let why = try Self.reason(row, contradicting: contradictions.counts[row.keys] ?? 0, catalog)
      lines.append(
        "           \(Shown.text(name.isEmpty ? Dimension.none : name)): \(CountText.grouped(row.sums.unpricedRequests, "request"))"
          + why)
    }
    for example in contradictions.examples {
      let figures = contradiction(example.path, example.offset).map { ": \($0)" } ?? ""
      lines.append("           \(Shown.text(example.path)) line \(example.line)\(figures)")
    }
    if rows.contains(where: { $0.sums.unpricedRequests > contradictions.counts[$0.keys] ?? 0 }) {
      lines.append("           try: a [[price]] with provider, model, input and output in the configuration")
    }
    self.lines = lines
  }

  private static func reason(
    _ row: SpendRow, contradicting: Int64, _ catalog: PriceCatalog
  ) throws -> String {
    var reasons: [String] = []
    if contradicting > 0 {
      reasons.append(
        "\(contradicting) state a total that fits no known way of counting and are left unpriced")
    }
    if row.sums.unpricedRequests > contradicting {
      let near = catalog.suggestions(provider: row.keys[0], model: row.keys[1])
      if catalog.match(provider: row.keys[0], model: row.keys[1]) != nil {
        reasons.append("the name has a price, the log does not say how much was used")
      } else if !near.isEmpty {
        reasons.append("known names like it: \(near.joined(separator: ", "))")
      }
    }
    return reasons.map { "; \($0)" }.joined()
  }
}
