import SpendScreen

/// All panels and views of the dashboard.
struct PanelRegistry: Sendable {
  let panels: [any Panel]
  /// In the order of their keys; those without a key are last.
  let views: [ViewDefinition]
  private let byID: [PanelID: any Panel]
  private let byView: [View: ViewDefinition]

  /// The panels of the program. A new panel is one line here.
  static let standard = PanelRegistry([
    BreakdownPanel(.first, key: "2", "Features", short: "Feat"),
    BreakdownPanel(.second, key: "3", "Models", short: "Model"),
    BreakdownPanel(.third, key: "4", "Queries", short: "Query", help: "Query types"),
    RequestsPanel(),
    AlertsPanel(),
    BudgetsPanel(),
    SavingsPanel(),
    SourcesPanel(),
    PlanPanel(),
  ])

  /// Views of several panels.
  private static let compositions = [
    ViewDefinition(
      key: "1", title: "Overview", shortTitle: "Over", help: "Overview", panels: overview,
      arrangement: .overview, upper: .chart),
    ViewDefinition(
      key: "7", title: "Latency", shortTitle: "Lat", help: "Latency and errors", panels: PanelID.tables,
      arrangement: .single, upper: .histogram),
    ViewDefinition(
      key: nil, title: "Plan", shortTitle: "Plan", help: "Expected cost of a workload", panels: [.plan],
      arrangement: .single, upper: .detail),
  ]

  /// Stands behind every key.
  private static let last: Character = "\u{10FFFF}"

  /// Panels of the overview, in the order of Tab.
  static let overview = PanelID.tables + [.requests]

  /// - Parameter panels: at least one, each with an identity and a key of its own.
  init(_ panels: [any Panel]) {
    self.panels = panels
    views = (Self.compositions + panels.compactMap { ViewDefinition(of: $0) }).sorted {
      ($0.key ?? Self.last) < ($1.key ?? Self.last)
    }
    byID = Dictionary(panels.map { ($0.id, $0) }) { first, _ in first }
    byView = Dictionary(views.map { ($0.view, $0) }) { first, _ in first }
  }

  subscript(id: PanelID) -> any Panel { byID[id] ?? panels[0] }

  subscript(view: View) -> ViewDefinition { byView[view] ?? views[0] }

  /// The view of a key; nil for other keys.
  func view(for key: Key) -> View? {
    guard case .character(let character) = key else { return nil }
    return views.first { $0.key == character }?.view
  }
}
