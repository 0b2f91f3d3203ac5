import SpendCore
import SpendFormatting
public import SpendPricing

/// Changes of prices as a table, by provider and kind of change, with the number of each kind behind.
public struct PriceChangeTable {
  private let changes: [PriceChange]

  public init(_ changes: [PriceChange]) {
    let order = Dictionary(
      uniqueKeysWithValues: PriceChange.Kind.allCases.enumerated().map { ($1, $0) })
    self.changes = changes.sorted { a, b in
      if a.provider != b.provider { return a.provider < b.provider }
      let (kindA, kindB) = (order[a.kind] ?? 0, order[b.kind] ?? 0)
      return kindA == kindB ? a.model < b.model : kindA < kindB
    }
  }

  public func forEachLine(_ body: (String) -> Void) {
    guard !changes.isEmpty else { return }
    let providers = width(\.provider, "provider")
    let models = min(48, width(\.model, "model"))
    func line(_ cells: (String, String, String, String, String)) -> String {
      func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
      }
      return [
        padded(cells.0, 11), padded(cells.1, providers), padded(cells.2, models), padded(cells.3, 10),
        cells.4,
      ].joined(separator: "  ")
    }
    body(line(("change", "provider", "model", "from", "prices")))
    for change in changes {
      let day = change.from.map { String($0.rfc3339.prefix(10)) } ?? ""
      let words = Shown.text(change.words)
      body(line((change.kind.rawValue, Shown.text(change.provider), Shown.text(change.model), day, words)))
    }
    body("")
    body(line(("", "provider", "", "", PriceChange.Kind.allCases.map(\.rawValue).joined(separator: "  "))))
    for (provider, part) in Dictionary(grouping: changes, by: \.provider).sorted(by: { $0.key < $1.key }) {
      let counts = PriceChange.Kind.allCases.map { kind in
        let count = "\(part.count { $0.kind == kind })"
        return String(repeating: " ", count: max(0, kind.rawValue.count - count.count)) + count
      }
      body(line(("", Shown.text(provider), "", "", counts.joined(separator: "  "))))
    }
    body("")
  }

  private func width(_ path: KeyPath<PriceChange, String>, _ title: String) -> Int {
    max(title.count, changes.map { $0[keyPath: path].count }.max() ?? 0)
  }
}
