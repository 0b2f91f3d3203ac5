import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Possible savings of the last 30 days.
struct SavingsPanel: Panel {
  let id = PanelID.savings
  let key: Character? = "8"
  let title = "Savings"
  let shortTitle = "Save"
  let upper = ViewDefinition.Upper.detail
  let scopes: Set<KeyBinding.Scope> = [.savings]

  func prepare(_ request: inout SnapshotRequest) { request.needsSavings = true }

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let all = snapshot.savings
    var rows = PanelRows(heading(snapshot), keys: all.map { .named($0.title) }) { columns(all) }
    rows.longestLabel = 84
    rows.emptyText = "No savings found in the last 30 days"
    return rows
  }

  private func heading(_ snapshot: DashboardSnapshot) -> SafeText {
    let total = snapshot.savingsTotal
    // Less than a week lacks days that may be different.
    let short = snapshot.savingsObserved.flatMap { $0.isShort ? $0 : nil }
    let days =
      "Potential savings in \(SavingsAnalyzer.days) days" + (short.map { " (of \($0.text))" } ?? "")
    return SafeText(total > .zero ? "\(days), \(MoneyText.text(total)) without overlaps" : days)
  }

  private func columns(_ all: [SavingsRecommendation]) -> [PanelColumn] {
    let style = MoneyText(for: all.map(\.amount).max() ?? .zero)
    return [
      PanelColumn("what", .label(least: 24), 0) { .text(SafeText(all[$0].title)) },
      PanelColumn("saves in 30 d", .number, 0) {
        all[$0].confidence == .unknown
          ? .text("—", .muted) : .text(SafeText(style.text(all[$0].amount)), .money)
      },
      PanelColumn("", .drawing(width: 6, most: 20), 4) {
        .bar(
          Double(all[$0].amount.nanodollars) / Double(max(1, all.first?.amount.nanodollars ?? 1)), .series(2))
      },
      PanelColumn("confidence", .text, 1) {
        .text(
          SafeText(all[$0].confidence.rawValue),
          [.low, .unknown].contains(all[$0].confidence) ? .muted : .text)
      },
      PanelColumn("basis", .prose(least: 30), 5) { .text(SafeText(all[$0].method), .muted) },
    ]
  }

  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {
    let savings = frame.state.snapshot?.savings ?? []
    let index = frame.state.selection(id).flatMap { savings.indices.contains($0) ? $0 : nil }
    let lines =
      index.map { detail(savings[$0]) } ?? [
        Popup.Line(
          "Failed requests that were paid for, prompts to cache or shorten, batches, cheaper models, own hardware.",
          .muted)
      ]
    DetailPanel(
      title: "Recommendation", lines: frame.state.snapshot == nil ? [] : lines,
      others: DetailPanel.others(index, count: savings.count)
    ) { detail(savings[$0]) }
    .render(onto: &grid, in: frame.region)
  }

  private func detail(_ saving: SavingsRecommendation) -> [Popup.Line] {
    [
      Popup.Line(
        saving.confidence == .unknown
          ? SafeText(saving.title)
          : "\(SafeText(saving.title)): \(SafeText(MoneyText.text(saving.amount))) in 30 days", .money),
      Popup.Line(SafeText(saving.method)), Popup.Line("Next step: \(SafeText(saving.advice))"),
      Popup.Line("Confidence: \(SafeText(saving.confidence.rawValue))", .muted),
    ]
  }
}
