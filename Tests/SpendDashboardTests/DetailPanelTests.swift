import Foundation
import SpendAnalytics
import SpendCore
import SpendScreen
import SpendTestSupport
import SpendText
import Testing

@testable import SpendDashboard

/// Details of the selected row, and of others where there is room.
@Suite struct DetailPanelTests {
  private func shown(_ height: Int, selected: Int? = 1, ascii: Bool = false) -> String {
    var grid = CellGrid(size: ScreenSize(width: 20, height: height))
    grid.isASCII = ascii
    DetailPanel(
      title: "Details", lines: [Popup.Line("one ≥ 1"), Popup.Line("line two")],
      others: DetailPanel.others(selected, count: 3)
    ) { [Popup.Line(SafeText("other \($0)")), Popup.Line("a"), Popup.Line("b")] }
    .render(onto: &grid, in: grid.region)
    return grid.plainText.split(separator: "\n").dropFirst().dropLast().map { row in
      row.trimmingPrefix("│ ").prefix { $0 != "│" }.split(separator: " ").joined(separator: " ")
    }.joined(separator: "|")
  }

  @Test("others follow the selected row as far as they fit, those after it first")
  func others() {
    #expect(shown(4) == "one ≥ 1|line two")
    #expect(shown(7) == "one ≥ 1|line two|||")
    #expect(shown(8) == "one ≥ 1|line two||other 2|a|b")
    #expect(shown(12) == "one ≥ 1|line two||other 2|a|b||other 0|a|b")
    #expect(shown(14, selected: nil) == "one ≥ 1|line two||||||||||")
    #expect(shown(4, ascii: true).hasPrefix("one >= 1"))
  }

  @Test("details call an alert as the list does, and a high screen has those of all alerts")
  func alerts() throws {
    func text(_ width: Int, _ height: Int) throws -> String {
      try Screens.draw(
        GoldenScreenTests.Case(
          name: "text", size: ScreenSize(width: width, height: height), keys: [.character("6")],
          alerts: GoldenScreenTests.firing)
      ).plainText
    }
    #expect(try text(120, 36).contains("critical · Fast burn: search-daily · firing since"))
    let high = try text(300, 80)
    #expect(high.contains("critical · Fast burn: search-daily · firing since"))
    #expect(high.contains("warning · Forecast over budget: all · acked since"))
    #expect(high.contains("warning · Error rate: all · pending since"))
    #expect(high.components(separatedBy: "find source · a acknowledge").count == 2)
  }

  @Test("a plan has the costs at other volumes where there is room")
  func volumes() throws {
    var options = DashboardOptions(zone: .utc)
    options.planner = .builtin
    func text(_ width: Int, _ height: Int) throws -> String {
      var state = DashboardState(size: ScreenSize(width: width, height: height), now: SampleTraffic.now)
      state.begin(SnapshotRequest(), view: .plan, options)
      let builder = SnapshotBuilder(source: MemorySource(SampleTraffic.records()), zone: .utc)
      _ = reduce(&state, .snapshot(try builder.build(for: state.request, at: SampleTraffic.now)))
      state.plan.entered[.requests] = 1_000
      let plan = PlanText(state)
      #expect(
        plan.volumes.map { $0.dailyMillionths / 1_000_000 } == [
          100, 250, 500, 1_000, 2_000, 5_000, 10_000, 100_000,
        ])
      let planned = try #require(plan.volumes.first { $0.isPlanned })
      #expect(planned.perMonth == plan.plans.map { PlanText.amount($0, \.perMonth) })
      return Renderer.render(state, options).plainText
    }
    let small = try text(80, 24)
    #expect(!small.contains("at other volumes"))
    let large = try text(200, 80)
    #expect(large.contains("Cost of a month at other volumes") && large.contains(" 100,000 "))
    // Nothing of the sources is lost to it.
    #expect(large.contains("growth is compounded monthly in a year"))
  }
}
