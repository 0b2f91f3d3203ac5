import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Logs with their formats, counts and problems, and the health of the program.
struct SourcesPanel: Panel {
  let id = PanelID.sources
  let key: Character? = "9"
  let title = "Sources"
  let shortTitle = "Src"
  let help = ["Sources and health"]
  let upper = ViewDefinition.Upper.detail

  func prepare(_ request: inout SnapshotRequest) { request.needsSources = true }

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let all = snapshot.logs.sources
    var rows = PanelRows("Logs \(snapshot.logs.sourceCount)", keys: all.map { .named($0.path) }) {
      columns(all, at: snapshot.takenAt)
    }
    rows.longestLabel = 64
    rows.emptyText = "No logs ingested yet. Try: spendtop /path/to/logs"
    return rows
  }

  private func columns(_ all: [SourceReport], at now: Instant) -> [PanelColumn] {
    func number(_ title: String, _ priority: Int, _ value: @escaping (SourceReport) -> Int64) -> PanelColumn {
      PanelColumn(title, .number, priority, least: 6) { .text(SafeText(CountText.text(value(all[$0])))) }
    }
    return [
      PanelColumn("file", .label(least: 20), 0) { .text(SafeText(all[$0].path)) },
      PanelColumn("state", .text, 1) { row in
        let source = all[row]
        if source.error != nil || source.state == .error { return .text("! error", .alarm) }
        return .text(SafeText(source.state.rawValue), source.state == .missing ? .warning : .muted)
      },
      PanelColumn("format", .text, 3) { row in
        let source = all[row]
        guard source.unrecognised > 0 else {
          return .text(SafeText(source.format.isEmpty ? "—" : source.format))
        }
        let lines = "\(CountText.text(source.unrecognised)) unrecognised"
        return .text(SafeText(source.format.isEmpty ? lines : "\(source.format), \(lines)"), .warning)
      },
      number("lines", 4, \.lines), number("events", 2, \.events), number("duplicate", 6, \.duplicates),
      number("ignored", 7, \.ignored),
      PanelColumn("rejected", .number, 1) { row in
        .text(SafeText(CountText.text(all[row].rejected)), all[row].rejected > 0 ? .warning : .muted)
      },
      PanelColumn("read", .number, 5) { .text(SafeText(FigureText.bytes(all[$0].committed))) },
      PanelColumn("seen", .number, 5) { row in
        guard let seen = all[row].lastSeen, seen <= now else { return .text("—", .muted) }
        return .text("\(SafeText(FigureText.age(seconds: now.seconds - seen.seconds))) ago", .muted)
      },
    ]
  }

  func count(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> Int { snapshot.logs.sources.count }

  func detailRows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> ClosedRange<Int> {
    let rows = HealthPanel(state: state).count
    return min(Self.leastHealthRows, max(6, rows))...max(Self.leastHealthRows, rows)
  }

  private static let leastHealthRows = 9

  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {
    HealthPanel(state: frame.state).render(onto: &grid, in: frame.region)
  }
}
