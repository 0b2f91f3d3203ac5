import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Everything that is known about one request, and why it costs what it costs.
struct RequestPopup {
  let record: EventRecord
  let zone: Zone
  let explanation: CostExplanation?
  var offset = 0

  var popup: Popup {
    Popup(title: "Request", lines: lines, offset: offset)
  }

  private typealias Line = Popup.Line

  var lines: [Popup.Line] {
    var lines: [Line] = []
    func add(_ name: String, _ value: String, _ ink: Ink = .text) {
      if !value.isEmpty { lines.append(Line(SafeText(Self.column(name, 14) + value), ink)) }
    }
    add(
      "time",
      "\(ClockText.day(record.time, zone)) \(ClockText.time(record.time, zone)) \(ClockText.name(zone))")
    for dimension in Dimension.allCases { add(dimension.title.lowercased(), record.value(of: dimension)) }
    add("request id", record.requestID)
    add("outcome", record.outcome == .ok ? "ok" : "error", record.outcome == .ok ? .text : .alarm)
    add("latency", latency)
    add("file", record.path)
    if record.line > 0 { add("line", "\(record.line), byte \(record.offset)") }
    lines.append(Line(""))
    add("recorded", "\(RequestsPanel.spend(record)) (\(record.costStatus.word))", .money)
    add("logged", record.loggedCost.map(MoneyText.text) ?? "")
    if let explanation {
      lines += why(explanation)
    } else {
      add("computed", record.computedCost.map(MoneyText.text) ?? "")
    }
    if explanation == nil {
      for (name, count) in tokens { add(name, count.map { "\($0) tokens" } ?? "") }
    }
    return lines
  }

  /// Each class of tokens × its price = its part of the cost.
  private func why(_ explanation: CostExplanation) -> [Line] {
    var lines: [Line] = []
    if let recomputed = explanation.recomputed {
      let recorded = record.cost
      let sign = recorded == nil ? "" : recorded == recomputed ? "  = as recorded" : "  ≠ recorded"
      lines.append(
        Line(
          SafeText(Self.column("recomputed", 14) + MoneyText.text(recomputed) + sign),
          recorded == nil || recorded == recomputed ? .text : .warning))
    }
    let counts = explanation.terms.map {
      $0.parts == 1 ? CountText.grouped($0.count) : FixedPoint.shortestString($0.count, places: 3)
    }
    let prices = explanation.terms.map { $0.price ?? "no price" }
    let exact = explanation.terms.map { $0.picodollars.map(MoneyText.picodollars) ?? "—" }
    let places = exact.map(MoneyText.places).max() ?? 0
    let amounts = exact.map { MoneyText.padded($0, places: places) }
    func widest(_ texts: [String]) -> Int { texts.map(\.count).max() ?? 0 }
    for (index, term) in explanation.terms.enumerated() {
      let text =
        Self.column("  " + term.name.replacing("_", with: " "), 18)
        + Self.right(counts[index], widest(counts)) + " × "
        + Self.right(prices[index], widest(prices)) + " = " + Self.right(amounts[index], widest(amounts))
      lines.append(Line(SafeText(text), term.price == nil ? .warning : .text))
    }
    if let source = explanation.source {
      lines.append(Line(SafeText(Self.column("price", 14) + source), .muted))
    }
    lines += explanation.notes.map { Line(SafeText("  " + $0), .muted) }
    return lines
  }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The whole, and how it is divided by the first token.
  private var latency: String {
    guard let whole = record.latencyMilliseconds else {
      return record.firstTokenMilliseconds.map { "first token after \(milliseconds($0))" } ?? ""
    }
    guard let first = record.firstTokenMilliseconds else { return milliseconds(whole) }
    var text =
      "\(milliseconds(whole)): \(milliseconds(first)) to the first token, \(milliseconds(whole - first)) for the rest"
    if let output = record.tokens.output, whole > first, output > 0 {
      let perSecond = Double(output) * 1_000 / Double(whole - first)
      text += ", \(CountText.text(Int64(perSecond.rounded()))) tokens/s"
    }
    return text
  }

  private var tokens: [(String, Int32?)] {
    let tokens = record.tokens
    return [
      ("input", tokens.input), ("cache read", tokens.cacheRead), ("cache write", tokens.cacheWrite5m),
      ("cache write 1h", tokens.cacheWrite1h), ("output", tokens.output), ("reasoning", tokens.reasoning),
    ]
  }

  private func milliseconds(_ value: Int32) -> String {
    FigureText.duration(milliseconds: Double(max(0, value)))
  }
}
