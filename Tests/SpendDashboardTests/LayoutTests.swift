import SpendScreen
import SpendTestSupport
import Testing

@testable import SpendDashboard

@Suite struct LayoutTests {
  private static let full = content(13, 14, 9, requests: 200)

  private static func content(_ first: Int, _ second: Int, _ third: Int, requests: Int) -> Layout.Content {
    var content = Layout.Content()
    content.rows = [
      .first: first, .second: second, .third: third, .requests: requests, .alerts: 6, .budgets: 3,
      .savings: 7, .sources: 40,
    ]
    content.labels = [.first: 15, .second: 22, .third: 14]
    content.extras = [.alerts: 12, .movers: 12, .selection: 6, .week: 8]
    return content
  }

  private func layout(
    _ width: Int, _ height: Int, view: View = .overview, focus: PanelID = .second, isZoomed: Bool = false,
    showsProgress: Bool = false, content: Layout.Content = full, isCompact: Bool = false
  ) -> Layout {
    Layout(
      size: ScreenSize(width: width, height: height), view: PanelRegistry.standard[view], focus: focus,
      isZoomed: isZoomed, showsProgress: showsProgress, content: content, showsTrouble: showsProgress,
      isCompact: isCompact)
  }

  @Test("regions lie on the screen, cover it and never overlap, at every size", arguments: [false, true])
  func noOverlap(showsProgress: Bool) {
    for view in View.allCases {
      for isZoomed in [false, true] {
        for width in stride(from: 0, through: 300, by: 7) {
          for height in stride(from: 0, through: 80, by: 3) {
            let layout = layout(
              width, height, view: view, isZoomed: isZoomed, showsProgress: showsProgress,
              isCompact: (width + height) % 2 == 0)
            let regions =
              [layout.header, layout.progress, layout.trouble, layout.chart, layout.footer]
              + layout.panels.map(\.region) + layout.extras.map(\.region)
            var area = 0
            for (index, region) in regions.enumerated() {
              area += region.height * region.width
              let isInside = Region(height: height, width: width).intersection(region) == region
              if !isInside && !region.isEmpty { Issue.record("\(view) \(width)×\(height): \(region)") }
              for other in regions[..<index] where !region.intersection(other).isEmpty {
                Issue.record("\(view) \(width)×\(height): \(region) and \(other)")
              }
            }
            if layout.sizeClass != .tooSmall, area != width * height {
              Issue.record("\(view) \(width)×\(height): \(area) cells")
            }
          }
        }
      }
    }
  }

  /// Rows of a list without content beside one whose content is cut.
  private func emptyShare(_ layout: Layout, _ content: Layout.Content) -> (share: Double, panel: PanelID)? {
    let lists = layout.panels.map { (panel: $0.panel, height: layout.listHeight($0.panel)) }
    guard lists.contains(where: { (content.rows[$0.panel] ?? 0) > $0.height }) else { return nil }
    let shares = lists.map { list in
      let empty = max(0, list.height - (content.rows[list.panel] ?? 0))
      // Two rows are the least that a frame leaves.
      return (share: list.height > 2 ? Double(empty) / Double(list.height) : 0, panel: list.panel)
    }
    return shares.max { $0.share < $1.share }
  }

  @Test(
    "no list is more than a third empty while another scrolls",
    arguments: [(100, 40), (109, 50), (120, 36), (160, 45), (200, 50), (300, 80)])
  func spaceByContent(width: Int, height: Int) {
    for (first, second, third) in [(13, 14, 9), (40, 12, 5), (6, 60, 2), (3, 3, 3), (200, 200, 200)] {
      for requests in [4, 30, 200] {
        let content = Self.content(first, second, third, requests: requests)
        let layout = layout(width, height, content: content)
        #expect(Set(layout.panels.map(\.panel)) == Set(PanelRegistry.overview))
        if let worst = emptyShare(layout, content), worst.share > 1.0 / 3 {
          Issue.record(
            "\(width)×\(height), rows \(first) \(second) \(third) \(requests): \(worst.panel.name) \(worst.share)"
          )
        }
      }
    }
  }

  @Test("three tables from 100 columns on, and on wide screens every drawing there is content for")
  func wide() {
    for height in [24, 30, 40] { #expect(layout(100, height).panels.count >= 3) }
    #expect(layout(99, 40).panels.map(\.panel) == [.second, .requests])
    for (width, height) in [(200, 50), (300, 80)] {
      #expect(Set(layout(width, height).extras.map(\.extra)) == Set(Layout.Extra.allCases))
    }
    var content = Self.full
    content.extras = [:]
    #expect(layout(200, 50, content: content).extras.isEmpty)
  }

  @Test("a table with long labels has the columns that the others do not need", arguments: [120, 160, 200])
  func labels(width: Int) throws {
    func second(_ label: Int) throws -> Int {
      var content = Self.content(13, 14, 9, requests: 200)
      content.labels[.second] = label
      return try #require(layout(width, 40, content: content).panels.first { $0.panel == .second }).region
        .width
    }
    #expect(try second(24) > second(20))
    #expect(try second(26) == second(24))
  }

  @Test("a chart takes the rows that a short list leaves")
  func chartFills() {
    let layout = layout(120, 36, view: .features, content: Self.content(3, 3, 3, requests: 3))
    #expect(layout.listHeight(.first) >= 3 && layout.chart.height == 18)
  }

  @Test(
    "details take the rows they need while the list under them scrolls, and at most those they fill",
    arguments: [(80, 24), (100, 40), (109, 50), (120, 36), (200, 50), (300, 80)])
  func details(width: Int, height: Int) throws {
    for (view, panel) in [(View.savings, PanelID.savings), (.sources, .sources), (.plan, .plan)] {
      for (rows, details) in [(200, 6...1_200), (40, 6...240), (11, 6...35), (11, 9...9), (2, 6...12)] {
        var content = Layout.Content()
        content.rows = [panel: rows]
        content.details = details
        let layout = layout(width, height, view: view, focus: panel, content: content)
        let shown = layout.chart.height - 2
        #expect(shown >= 6, "\(view) \(rows) \(details)")
        if layout.listHeight(panel) < rows {
          #expect(2 * shown <= 3 * details.lowerBound, "\(view) \(rows): \(shown) rows for \(details)")
        }
        #expect(shown <= max(details.upperBound, 6), "\(view) \(rows): \(shown) rows for \(details)")
      }
    }
  }

  @Test("without alerts and budgets the details have a few rows")
  func noAlerts() {
    var content = Layout.Content()
    content.rows = [.alerts: 0, .budgets: 0]
    content.details = 6...6
    for (width, height) in [(120, 36), (200, 50), (300, 80)] {
      #expect(layout(width, height, view: .alerts, focus: .alerts, content: content).chart.height == 11)
    }
  }

  @Test("alerts and budgets have the rows they need before their details have more")
  func alertDetails() {
    for (alerts, budgets) in [(1, 1), (12, 10), (30, 20), (80, 3)] {
      var content = Layout.Content()
      content.rows = [.alerts: alerts, .budgets: budgets]
      content.details = 6...6 * alerts
      let layout = layout(300, 80, view: .alerts, focus: .alerts, content: content)
      let isCut = layout.listHeight(.alerts) < alerts || layout.listHeight(.budgets) < budgets
      #expect(layout.chart.height <= (isCut ? 11 : max(20, 6 * alerts + 2)), "\(alerts) \(budgets)")
    }
  }
}
