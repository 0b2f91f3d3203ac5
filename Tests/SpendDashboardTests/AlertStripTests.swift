import Foundation
import SpendCore
import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendAlerts
@testable import SpendDashboard

/// Active alerts beside the chart of the overview.
@Suite struct AlertStripTests {
  private static func alert(_ number: Int, _ summary: String, reason: String = "") -> AlertView {
    let labels = ["rule": RuleKind.exhaustion.rawValue, "budget": "team-\(number)"]
    return AlertView(
      key: AlertKey(labels), labels: labels, kind: .exhaustion, severity: .critical, stage: .firing,
      since: Instant(seconds: 1_790_000_000), value: 3, threshold: 1, summary: summary, reason: reason,
      runbook: "", filters: [], windowSeconds: 3_600)
  }

  private static func alerts(_ count: Int) -> [AlertView] {
    (0..<count).map { number in
      alert(
        number,
        "team-\(number) is exhausted in 7 min (7 min–15 min) at $242.11 an hour, $29.31 of $150.00 left",
        reason:
          "agent/gpt-5 +$31.34 (new), others -$0.04; of +$31.30: +$20.00 more requests, +$11.30 more tokens")
    }
  }

  /// The rows inside of the frame.
  private func rows(_ alerts: [AlertView], height: Int, width: Int) -> [String] {
    var grid = CellGrid(size: ScreenSize(width: width, height: height))
    AlertStrip(alerts: alerts).render(onto: &grid, in: grid.region)
    return grid.plainText.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast(2)
      .map { row in
        var row = row.dropFirst().dropLast()
        while row.last == " " { row.removeLast() }
        return String(row)
      }
  }

  private func text(_ alerts: [AlertView], height: Int, width: Int) -> String {
    rows(alerts, height: height, width: width).joined(separator: " ").split(separator: " ")
      .joined(separator: " ")
  }

  @Test("an alert beside an empty column is told in full")
  func whole() {
    #expect(
      text(Self.alerts(1), height: 12, width: 46)
        == "‼ Budget runs out: team-0 team-0 is exhausted in 7 min (7 min–15 min) at $242.11 an hour, $29.31 of $150.00 left · agent/gpt-5 +$31.34 (new), others -$0.04; of +$31.30: +$20.00 more requests, +$11.30 more tokens · since \(ClockText.minute(Instant(seconds: 1_790_000_000), .utc))"
    )
  }

  @Test(
    "with less room the details go before the source, and the source before the time",
    arguments: [
      (7, true, true, true), (6, false, true, true), (5, false, false, true), (4, false, false, false),
    ])
  func shorter(height: Int, details: Bool, source: Bool, time: Bool) {
    let text = text(Self.alerts(1), height: height, width: 60)
    #expect(text.contains("of +$31.30") == details, "\(text)")
    #expect(text.contains("agent/gpt-5 +$31.34 (new)") == source, "\(text)")
    #expect(text.contains("since ") == time, "\(text)")
  }

  @Test("a text that is cut ends with a word and an ellipsis", arguments: [3, 4, 6, 9, 14, 30])
  func cutByWords(height: Int) {
    for width in [24, 25, 31, 32, 47, 60, 76] {
      for count in [1, 2, 5, 9] {
        let rows = rows(Self.alerts(count), height: height, width: width)
        for (number, row) in rows.enumerated() where !row.isEmpty {
          // A sentence ends before the name of the next alert, the count of the others, and the end.
          let next = number + 1 < rows.count ? rows[number + 1] : ""
          guard next.isEmpty || next.hasPrefix(" ‼") || next.hasPrefix(" …") else { continue }
          let end = row.last ?? " "
          #expect(!"·,;:(–".contains(end), "\(row) at \(width)×\(height), \(count) alerts")
        }
      }
    }
  }

  @Test("all alerts are named where there is room for their names, or counted", arguments: 1...12)
  func namedOrCounted(count: Int) {
    for height in 3...40 {
      let rows = rows(Self.alerts(count), height: height, width: 40)
      let named = rows.count { $0.hasPrefix(" ‼") }
      let counted = rows.last.flatMap { row in
        row.hasPrefix(" … ") ? row.dropFirst(3).split(separator: " ").first.flatMap { Int($0) } : nil
      }
      #expect(named + (counted ?? 0) == count, "\(height): \(rows)")
    }
  }

  @Test("no row stays empty while a summary is cut", arguments: 1...6)
  func roomIsUsed(count: Int) {
    func shown(_ part: String, height: Int) -> Int {
      text(Self.alerts(count), height: height, width: 44).components(separatedBy: part).count - 1
    }
    for height in 3...60 where rows(Self.alerts(count), height: height, width: 44).contains("") {
      #expect(shown("of $150.00 left · ", height: height) == count, "\(height)")
    }
    #expect(shown("+$11.30 more tokens · since", height: 60) == count)
  }
}
