import SpendCore
import SpendScreen
import SpendText

/// Everything that is known about one request.
struct RequestPopup {
  let record: EventRecord
  let zone: Zone

  var popup: Popup {
    Popup(title: "Request", lines: lines)
  }

  private var lines: [Popup.Line] {
    var lines: [Popup.Line] = []
    func add(_ name: String, _ value: String, _ ink: Ink = .text) {
      if value.isEmpty { return }
      let padded = name + String(repeating: " ", count: max(1, 14 - name.count))
      lines.append(Popup.Line("\(padded)\(value)", ink))
    }
    add("time", "\(ClockText.day(record.time, zone)) \(ClockText.time(record.time, zone)) \(zone.name)")
    for dimension in Dimension.allCases { add(dimension.rawValue, record.value(of: dimension)) }
    add("request id", record.requestID)
    add("cost", "\(RequestsPanel.spend(record)) (\(record.costStatus.word))", .money)
    add("logged", record.loggedCost.map(MoneyText.text) ?? "")
    add("computed", record.computedCost.map(MoneyText.text) ?? "")
    for (name, count) in tokens { add(name, count.map { "\($0) tokens" } ?? "") }
    add("searches", record.webSearches.map(String.init) ?? "")
    add("latency", milliseconds(record.latencyMilliseconds))
    add("first token", milliseconds(record.firstTokenMilliseconds))
    add("outcome", record.outcome == .ok ? "ok" : "error", record.outcome == .ok ? .text : .alarm)
    add("file", record.path)
    if record.line > 0 { add("line", "\(record.line), byte \(record.offset)") }
    return lines
  }

  private var tokens: [(String, Int32?)] {
    let tokens = record.tokens
    return [
      ("input", tokens.input), ("cache read", tokens.cacheRead), ("cache write", tokens.cacheWrite5m),
      ("cache write 1h", tokens.cacheWrite1h), ("output", tokens.output), ("reasoning", tokens.reasoning),
    ]
  }

  private func milliseconds(_ value: Int32?) -> String {
    value.map { FigureText.duration(milliseconds: Double($0)) } ?? ""
  }
}
