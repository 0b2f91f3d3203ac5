import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Single requests, newest first.
struct RequestsPanel: Panel {
  let id = PanelID.requests
  let key: Character? = "5"
  let title = "Requests"
  let shortTitle = "Req"
  let scopes: Set<KeyBinding.Scope> = [.requests]
  let drillWord: String? = "details"

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows {
    let records = snapshot.requests
    let keys: [RowKey] = records.map {
      .request($0.time, id: $0.requestID, path: $0.path, line: $0.line)
    }
    var rows = PanelRows("Requests", keys: keys) { columns(records, state) }
    rows.note = state.isPaused ? "Paused. Press p to resume" : reach(records.count, state)
    rows.emptyText = emptyText(snapshot, state)
    rows.marksSelectionAlways = false
    return rows
  }

  func count(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> Int { snapshot.requests.count }

  func drill(_ index: Int, _ state: inout DashboardState) -> [Effect] {
    guard let records = state.snapshot?.requests, records.indices.contains(index) else { return [] }
    state.overlay = .request(records[index], offset: 0)
    return []
  }

  func export(_ rows: PanelRows, _ state: DashboardState) -> ExportTable {
    ExportTable(requests: state.snapshot?.requests ?? [])
  }

  /// Extent of the list.
  private func reach(_ count: Int, _ state: DashboardState) -> SafeText {
    guard let reach = state.snapshot?.reach, let back = reach.back, state.focus == .requests else {
      return "newest first · p to pause"
    }
    let moment = ClockText.moment(back, state.zone)
    return reach.isEnough
      ? "\(SafeText(CountText.grouped(Int64(count)))) newest, back to \(SafeText(moment)) · End for more"
      : "loading, back to \(SafeText(moment)) …"
  }

  private func emptyText(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> SafeText {
    if state.hasNoEvents { return state.nothingYet }
    if snapshot.reach.back != nil { return "No matches yet, searching further back …" }
    return snapshot.request.isFiltered
      ? "No matches. Press \\ to clear filters"
      : "No requests in this range. Press t to change it"
  }

  /// Shown where they are known and there is room.
  private static let extra: [Dimension] = [.provider, .team, .user, .project, .environment, .key, .session]

  private func columns(_ records: [EventRecord], _ state: DashboardState) -> [PanelColumn] {
    let places = records.reduce(0) { max($0, MoneyText.places(in: Self.spend($1))) }
    let isRecent = records.first.map { state.now.seconds - $0.time.seconds < 86_400 } ?? true
    let zone = state.zone
    func isKnown(_ dimension: Dimension) -> Bool {
      records.prefix(200).contains { !$0.value(of: dimension).isEmpty }
    }
    // The dimension of the first table, where these requests have no feature.
    let shown = state.dimension(.first) ?? .feature
    let first = isKnown(.feature) || !Self.extra.contains(shown) || !isKnown(shown) ? .feature : shown
    let extra = Self.extra.filter { $0 != first && isKnown($0) }
    let columns = [
      PanelColumn("time", .text, 0) {
        let time = records[$0].time
        let day = isRecent ? "" : ClockText.day(time, zone) + " "
        return .text("\(SafeText(day + ClockText.time(time, zone)))", .muted)
      },
      PanelColumn(first.title.lowercased(), .label(least: 10), 2) {
        .text(label(records[$0].value(of: first)))
      },
      PanelColumn("model", .label(least: 12), 1) { .text(label(records[$0].labels.model)) },
      PanelColumn("type", .label(least: 8), 6) { .text(label(records[$0].labels.queryType), .muted) },
      PanelColumn("tokens", .number, 3) {
        let tokens = records[$0].tokens
        return .text("\(CountText.text(tokens.prompt))→\(CountText.text(Int64(tokens.output ?? 0)))")
      },
      PanelColumn("cost", .number, 0) {
        let spend = Self.spend(records[$0])
        return records[$0].cost == nil
          ? .text(SafeText(spend), .warning)
          : .text(SafeText(MoneyText.padded(spend, places: places)), .money)
      },
      PanelColumn("latency", .number, 5) {
        .text("\(FigureText.duration(milliseconds: records[$0].latencyMilliseconds.map(Double.init)))")
      },
      PanelColumn("ttft", .number, 7) {
        .text("\(FigureText.duration(milliseconds: records[$0].firstTokenMilliseconds.map(Double.init)))")
      },
      PanelColumn("outcome", .text, 4) {
        records[$0].outcome == .ok ? .text("ok", .muted) : .text("error", .alarm)
      },
      PanelColumn("cache", .number, 8) {
        let tokens = records[$0].tokens
        let cached = tokens.prompt > 0 ? Double(tokens.cacheRead ?? 0) / Double(tokens.prompt) : nil
        return .text("\(FigureText.percent(cached))", .muted)
      },
    ]
    return columns
      + extra.enumerated().map { number, dimension in
        PanelColumn(dimension.title.lowercased(), .label(least: 10), 9 + number) {
          .text(label(records[$0].value(of: dimension)), .muted)
        }
      }
  }

  /// Recorded cost, marked when estimated or a lower bound.
  static func spend(_ record: EventRecord) -> String {
    guard let booked = record.cost else { return "unpriced" }
    let text = MoneyText.text(booked)
    switch record.costStatus {
    case .estimated: return "~" + text
    case .partial: return "≥" + text
    case .unpriced, .priced, .logged, .free: return text
    }
  }
}
