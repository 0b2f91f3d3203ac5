import SpendAggregate
import SpendCore
import SpendScreen
import SpendText

/// Single requests, the newest first.
enum RequestsPanel {
  static func table(_ snapshot: DashboardSnapshot, _ state: DashboardState, _ glyphs: GlyphSet) -> TableView {
    let columns = [
      TableView.Column(SafeText("time"), priority: 0, width: 8),
      TableView.Column(SafeText("feature"), number: false, priority: 1),
      TableView.Column(SafeText("model"), number: false, priority: 2, width: 12),
      TableView.Column(SafeText("cost"), priority: 3, width: 8),
      TableView.Column(SafeText("type"), number: false, priority: 6, width: 6),
      TableView.Column(SafeText("in"), priority: 5, width: 6),
      TableView.Column(SafeText("out"), priority: 5, width: 6),
      TableView.Column(SafeText("took"), priority: 7, width: 6),
      TableView.Column(SafeText("ttft"), priority: 8, width: 6),
      TableView.Column(SafeText("cached"), priority: 9, width: 6),
      TableView.Column(SafeText(""), number: false, priority: 4, width: 5),
    ]
    let rows = snapshot.requests.map { event in row(event, snapshot.zone, glyphs) }
    return TableView(
      columns: columns, rows: rows,
      selection: state.focus == .requests && !rows.isEmpty ? min(state.requestRow, rows.count - 1) : nil,
      isFocused: state.focus == .requests)
  }

  private static func row(_ event: EventRecord, _ zone: Zone, _ glyphs: GlyphSet) -> [TableView.CellText] {
    let prompt = event.tokens.prompt
    let isFailed = event.outcome == .error
    func milliseconds(_ value: Int32?) -> SafeText {
      SafeText(value.map { MoneyText.duration(milliseconds: Int64($0)) } ?? glyphs.dash)
    }
    let cost = event.cost.map { (event.costStatus == .estimated ? "~" : "") + MoneyText.short($0) }
    let cached = event.tokens.cacheRead.map { "\(Share.permille(Int64($0), of: prompt) / 10)%" }
    return [
      TableView.CellText(ClockText.time(event.time, zone), Ink(.muted)),
      TableView.CellText(
        SafeText(Panels.name(event.labels.feature)), Ink(event.labels.feature.isEmpty ? .muted : .plain)),
      TableView.CellText(SafeText(Panels.name(event.labels.model)).cut(to: 26)),
      TableView.CellText(
        SafeText(cost ?? (event.costStatus == .unpriced ? "unpriced" : glyphs.dash)),
        Ink(cost == nil ? .warning : .money)),
      TableView.CellText(
        SafeText(event.labels.queryType.isEmpty ? glyphs.dash : event.labels.queryType).cut(to: 12),
        Ink(.muted)),
      TableView.CellText(SafeText(event.tokens.isUnknown ? glyphs.dash : MoneyText.count(prompt))),
      TableView.CellText(SafeText(event.tokens.output.map { MoneyText.count(Int64($0)) } ?? glyphs.dash)),
      TableView.CellText(milliseconds(event.latencyMilliseconds), Ink(.muted)),
      TableView.CellText(milliseconds(event.firstTokenMilliseconds), Ink(.muted)),
      TableView.CellText(SafeText(cached ?? glyphs.dash), Ink(.muted)),
      TableView.CellText(SafeText(isFailed ? "error" : "ok"), Ink(isFailed ? .alarm : .good)),
    ]
  }
}

/// Times of day for the screen.
enum ClockText {
  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  static func time(_ instant: Instant, _ zone: Zone) -> SafeText {
    let time = zone.civil(instant)
    return SafeText("\(two(time.hour)):\(two(time.minute)):\(two(time.second))")
  }

  /// `16:00`, or `Nov 20` where days matter.
  static func mark(_ instant: Instant, _ zone: Zone, days: Bool) -> SafeText {
    let time = zone.civil(instant)
    guard days else { return SafeText("\(two(time.hour)):\(two(time.minute))") }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return SafeText("\(months[(time.month + 11) % 12]) \(time.day)")
  }
}
