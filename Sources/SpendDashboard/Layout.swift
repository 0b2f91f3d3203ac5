import SpendScreen

/// Regions of the panels for a screen size. Pure: equal arguments give equal regions, which never
/// overlap.
struct Layout {
  /// Sizes a screen is laid out for.
  enum Class { case tooSmall, compact, medium, large }

  static let leastWidth = 40
  static let leastHeight = 10

  let sizeClass: Class
  private(set) var header = Region(height: 0, width: 0)
  private(set) var progress = Region(height: 0, width: 0)
  /// The line about files without figures.
  private(set) var trouble = Region(height: 0, width: 0)
  private(set) var chart = Region(height: 0, width: 0)
  /// Alerts beside the chart.
  private(set) var alerts = Region(height: 0, width: 0)
  private(set) var panels: [(panel: PanelID, region: Region)] = []
  /// Frames are open.
  let isCompact: Bool
  private(set) var footer = Region(height: 0, width: 0)

  init(
    size: ScreenSize, view: ViewDefinition, focus: PanelID, isZoomed: Bool, showsProgress: Bool,
    chartForm: ChartForm = .columns, tableHeight: Int = .max, showsAlerts: Bool = false,
    showsTrouble: Bool = false, isCompact: Bool = false
  ) {
    self.isCompact = isCompact
    let screen = Region(height: size.height, width: size.width)
    if size.width < Self.leastWidth || size.height < Self.leastHeight {
      sizeClass = .tooSmall
      return
    }
    sizeClass =
      size.width < 72 || size.height < 20 ? .compact : size.width < 100 || size.height < 30 ? .medium : .large
    var rest: Region
    switch sizeClass {
    case .tooSmall, .compact: (header, rest) = screen.splitTop(1)
    case .medium: (header, rest) = screen.splitTop(2)
    case .large: (header, rest) = screen.splitTop(3)
    }
    // The views, where there is room, and the keys.
    (footer, rest) = rest.splitBottom(sizeClass == .compact ? 1 : 2)
    if showsProgress { (progress, rest) = rest.splitTop(1) }
    if showsTrouble { (trouble, rest) = rest.splitTop(1) }

    // Seven days with their hours below, in a frame.
    let leastChart = chartForm == .week ? 10 : 8
    let focus = view.focused(focus)
    let isAlone = view.arrangement == .single || isZoomed || sizeClass == .compact
    if view.arrangement == .stacked, !isAlone {
      // Alerts, and the budgets below, under the details of the selected one.
      (chart, rest) = rest.splitTop(sizeClass == .medium ? 8 : 11)
      for (index, panel) in view.panels.enumerated() {
        let left = view.panels.count - index
        let region: Region
        (region, rest) = rest.splitTop(left == 1 ? rest.height : max(5, rest.height / left))
        panels.append((panel, region))
      }
    } else if isAlone {
      if sizeClass != .compact, view.upper != .none, !isZoomed {
        (chart, rest) = rest.splitTop(max(leastChart, rest.height / 3))
      }
      panels = [(focus, rest)]
    } else if sizeClass == .medium {
      (chart, rest) = rest.splitTop(leastChart)
      panels = [(focus, rest)]
    } else {
      (chart, rest) = rest.splitTop(max(10, rest.height * 36 / 100))
      if showsAlerts {
        // The chart keeps a cell for each quarter of an hour where there is room for it.
        let parts = chart.columns(weights: [
          max(1, size.width - max(32, size.width / 4)), max(32, size.width / 4),
        ])
        (chart, alerts) = (parts[0], parts[1])
      }
      // Tables take the rows they have; the list of requests, which always has more, takes the rest.
      let (tables, requests) = rest.splitTop(max(6, min(rest.height * 6 / 10, tableHeight)))
      let columns = tables.columns(weights: [5, 4, 4])
      panels = [
        (.first, columns[0]), (.second, columns[1]), (.third, columns[2]), (.requests, requests),
      ]
    }
  }

  /// Rows of a list that a panel shows, without its frame and headings.
  func listHeight(_ panel: PanelID) -> Int {
    guard let region = panels.first(where: { $0.panel == panel })?.region else { return 0 }
    return max(0, region.height - Self.edge(isCompact: isCompact))
  }

  /// Rows that a panel with headings takes beside those of its list.
  static func edge(isCompact: Bool) -> Int { isCompact ? 2 : 3 }
}
