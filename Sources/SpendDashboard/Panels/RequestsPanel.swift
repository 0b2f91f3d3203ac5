import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Single requests, newest first.
struct RequestsPanel {
  let state: DashboardState
  let options: DashboardOptions

  func render(onto grid: inout CellGrid, in region: Region) {
    let hasFocus = state.focus == .requests
    let records = state.snapshot?.requests ?? []
    let note: SafeText = state.isPaused ? "Paused. Press p to resume" : reach(records.count)
    let inner = Frame(title: "Requests", note: note, hasFocus: hasFocus).render(onto: &grid, in: region)
    let places = records.reduce(0) { max($0, MoneyText.places(in: Self.spend($1))) }
    let isRecent = records.first.map { state.now.seconds - $0.time.seconds < 86_400 } ?? true
    let extra = Self.extra.filter { dimension in
      records.prefix(200).contains { !$0.value(of: dimension).isEmpty }
    }
    Table(
      columns: Self.columns(extra), count: records.count,
      selection: hasFocus ? state.selection(.requests) : nil, offset: state.list(.requests).offset,
      hasFocus: hasFocus, emptyText: state.snapshot == nil ? "" : emptyText
    ) { row in
      self.row(records[row], isRecent: isRecent, places: places)
        + extra.map { .text(label(records[row].value(of: $0)), .muted) }
    }.render(onto: &grid, in: inner)
  }

  /// Extent of the list.
  private func reach(_ count: Int) -> SafeText {
    guard let reach = state.snapshot?.reach, let back = reach.back, state.focus == .requests else {
      return "newest first · p to pause"
    }
    let moment = ClockText.moment(back, options.zone)
    return reach.isEnough
      ? "\(SafeText(CountText.grouped(Int64(count)))) newest, back to \(SafeText(moment)) · End for more"
      : "loading, back to \(SafeText(moment)) …"
  }

  private var emptyText: SafeText {
    guard let snapshot = state.snapshot else { return "" }
    if state.hasNoEvents { return "No requests yet" }
    if snapshot.reach.back != nil { return "No matches yet, searching further back …" }
    return snapshot.request.isFiltered
      ? "No matches. Press \\ to clear filters"
      : "No requests in this range. Press t to change it"
  }

  /// Shown where they are known and there is room.
  private static let extra: [Dimension] = [.provider, .team, .user, .project, .environment, .key, .session]

  private static func columns(_ extra: [Dimension]) -> [Table.Column] {
    columns
      + extra.enumerated().map { index, dimension in
        .init(SafeText(dimension.title.lowercased()), .label(least: 10), priority: 9 + index)
      }
  }

  private static let columns: [Table.Column] = [
    .init("time", .text, priority: 0), .init("feature", .label(least: 10), priority: 2),
    .init("model", .label(least: 12), priority: 1), .init("type", .label(least: 8), priority: 6),
    .init("tokens", .number, priority: 3), .init("cost", .number, priority: 0),
    .init("latency", .number, priority: 5), .init("ttft", .number, priority: 7),
    .init("outcome", .text, priority: 4), .init("cache", .number, priority: 8),
  ]

  private func row(_ record: EventRecord, isRecent: Bool, places: Int) -> [Table.Value] {
    let time = ClockText.time(record.time, options.zone)
    let day = isRecent ? "" : ClockText.day(record.time, options.zone) + " "
    let tokens = record.tokens
    let prompt = tokens.prompt
    let isUnpriced = record.cost == nil
    let spend = isUnpriced ? Self.spend(record) : MoneyText.padded(Self.spend(record), places: places)
    let cached = prompt > 0 ? Double(tokens.cacheRead ?? 0) / Double(prompt) : nil
    return [
      .text("\(day)\(time)", .muted), .text(label(record.labels.feature)), .text(label(record.labels.model)),
      .text(label(record.labels.queryType), .muted),
      .text("\(CountText.text(prompt))→\(CountText.text(Int64(tokens.output ?? 0)))"),
      .text(SafeText(spend), isUnpriced ? .warning : .money),
      .text("\(FigureText.duration(milliseconds: record.latencyMilliseconds.map(Double.init)))"),
      .text("\(FigureText.duration(milliseconds: record.firstTokenMilliseconds.map(Double.init)))"),
      record.outcome == .ok ? .text("ok", .muted) : .text("error", .alarm),
      .text("\(FigureText.percent(cached))", .muted),
    ]
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
