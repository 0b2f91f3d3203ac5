import SpendScreen

/// Regions of the panels for a screen size and the rows there are to show. Pure: equal arguments give equal
/// regions, which never overlap.
struct Layout {
  /// Sizes a screen is laid out for.
  enum Class { case tooSmall, compact, medium, large }

  /// Drawings beside the panels of the overview.
  enum Extra: Hashable, CaseIterable {
    case alerts, movers, selection, week
  }

  /// Rows of content, which the regions follow.
  struct Content: Hashable {
    /// Rows of the lists; unknown ones take what there is.
    var rows: [PanelID: Int] = [:]
    /// Widths of the longest labels of the tables.
    var labels: [PanelID: Int] = [:]
    /// Rows that an extra drawing fills; missing for those without content.
    var extras: [Extra: Int] = [:]
    /// Rows that the details above the focused list need, and those that they can fill; nil without details.
    var details: ClosedRange<Int>?
  }

  static let leastWidth = 40
  static let leastHeight = 10
  /// Three tables fit side by side.
  static let tablesWidth = 100
  /// A column of drawings fits beside three tables.
  private static let sideWidth = 150
  private static let leastTable = 6
  /// Rows in which the timeline beside the details reads well.
  private static let timelineRows = 20

  let sizeClass: Class
  /// Frames are open.
  let isCompact: Bool
  private(set) var header = Region(height: 0, width: 0)
  private(set) var progress = Region(height: 0, width: 0)
  /// The line about files without figures.
  private(set) var trouble = Region(height: 0, width: 0)
  private(set) var chart = Region(height: 0, width: 0)
  private(set) var extras: [(extra: Extra, region: Region)] = []
  private(set) var panels: [(panel: PanelID, region: Region)] = []
  private(set) var footer = Region(height: 0, width: 0)

  init(
    size: ScreenSize, view: ViewDefinition, focus: PanelID, isZoomed: Bool, showsProgress: Bool,
    chartForm: ChartForm = .columns, content: Content = Content(), showsTrouble: Bool = false,
    isCompact: Bool = false
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
    if isZoomed || sizeClass == .compact {
      panels = [(focus, rest)]
    } else {
      switch view.arrangement {
      case .single: single(focus, view, leastChart, content, in: rest)
      case .stacked: stacked(view, content, in: rest)
      case .overview: overview(focus, leastChart, content, in: rest)
      }
    }
  }

  /// One list, and a drawing above it that takes the rows the list does not need.
  private mutating func single(
    _ focus: PanelID, _ view: ViewDefinition, _ leastChart: Int, _ content: Content, in region: Region
  ) {
    var rest = region
    if view.upper != .none {
      // Details have an end; a chart fills any height.
      let least = max(
        leastChart, content.details.map { min($0.lowerBound + 2, rest.height / 3) } ?? rest.height / 3)
      let most = min(rest.height * 6 / 10, content.details.map { $0.upperBound + 2 } ?? .max)
      (chart, rest) = rest.splitTop(max(least, min(most, rest.height - need(focus, content))))
    }
    panels = [(focus, rest)]
  }

  /// Lists below each other, under the details of the selected row.
  private mutating func stacked(_ view: ViewDefinition, _ content: Content, in region: Region) {
    let least = sizeClass == .medium ? 8 : 11
    let needs = view.panels.map { max(5, need($0, content)) }
    let wanted = needs.reduce(0) { $0 + min($1, region.height) }
    var rest: Region
    // Without rows there is no timeline.
    let hasRows = view.panels.contains { content.rows[$0] != 0 }
    let filled = max(hasRows ? Self.timelineRows : 0, content.details.map { $0.upperBound + 2 } ?? .max)
    let most = min(region.height * 6 / 10, filled)
    (chart, rest) = region.splitTop(max(least, min(most, region.height - wanted)))
    for (index, panel) in view.panels.enumerated() {
      let others = needs[(index + 1)...].reduce(0) { $0 + min($1, rest.height) }
      let share = max(5, rest.height / (view.panels.count - index))
      let height = index == view.panels.count - 1 ? rest.height : max(share, rest.height - others)
      let part: Region
      (part, rest) = rest.splitTop(min(height, max(needs[index], share)))
      panels.append((panel, part))
    }
  }

  private mutating func overview(
    _ focus: PanelID, _ leastChart: Int, _ content: Content, in region: Region
  ) {
    var pool = Extra.allCases.filter { content.extras[$0] != nil }
    guard region.width >= Self.tablesWidth else {
      return narrowOverview(focus, leastChart, content, in: region)
    }
    let isFlat = region.height < 25
    let rows = overviewRows(isFlat, leastChart, content, pool, height: region.height)
    let holes = holes(rows.tables, content, pool)
    pool.removeAll { extra in holes.values.contains(extra) }
    var main = region
    if region.width >= Self.sideWidth, !pool.isEmpty {
      let side: Region
      (main, side) = region.splitLeft(region.width - min(76, max(48, region.width / 4)))
      fill(side, from: &pool, content)
    }
    var rest: Region
    (chart, rest) = main.splitTop(main.height - rows.tables - rows.requests)
    if pool.first == .alerts, !isFlat {
      // The chart keeps a cell for each quarter of an hour where there is room for it.
      let parts = chart.columns(weights: [
        max(1, main.width - max(32, main.width / 4)), max(32, main.width / 4),
      ])
      (chart, extras) = (parts[0], extras + [(.alerts, parts[1])])
    }
    let middle: Region
    (middle, rest) = rest.splitTop(rows.tables)
    let columns = middle.columns(
      weights: PanelID.tables.map { panel in
        // The first table has room for a number more.
        min(24, content.labels[panel] ?? 14) + (panel == .first ? 30 : 22)
      })
    for (panel, column) in zip(PanelID.tables, columns) {
      let (top, hole) = column.splitTop(holes[panel] == nil ? column.height : need(panel, content))
      panels.append((panel, top))
      if let extra = holes[panel] { extras.append((extra, hole)) }
    }
    if !rest.isEmpty { panels.append((.requests, rest)) }
  }

  /// Rows of the tables and of the requests: as many as they have content for. The chart, which fills any
  /// height, takes the rest.
  private func overviewRows(
    _ isFlat: Bool, _ leastChart: Int, _ content: Content, _ pool: [Extra], height: Int
  ) -> (tables: Int, requests: Int) {
    if isFlat { return (height - leastChart, 0) }
    let most = PanelID.tables.map { need($0, content) }.max() ?? 0
    let available = height - max(10, height * 36 / 100)
    var tables = max(Self.leastTable, min(available * 6 / 10, most))
    let requests = min(available - tables, max(5, need(.requests, content)))
    tables = max(tables, min(most, available - requests))
    // A table that would be empty by more than a third, and has no room for a drawing, sets the height.
    for _ in PanelID.tables {
      let holes = holes(tables, content, pool)
      let limits = PanelID.tables.compactMap { panel -> Int? in
        guard holes[panel] == nil, let rows = content.rows[panel] else { return nil }
        return max(Self.leastTable + 2, rows * 3 / 2 + Self.edge(isCompact: isCompact))
      }
      tables = min(tables, limits.min() ?? tables)
    }
    return (tables, min(height - max(10, height * 36 / 100) - tables, max(5, need(.requests, content))))
  }

  /// Drawings for the rows that short tables leave, the shortest table first.
  private func holes(_ height: Int, _ content: Content, _ pool: [Extra]) -> [PanelID: Extra] {
    var pool = pool.filter { $0 != .alerts }
    var holes: [PanelID: Extra] = [:]
    for panel in PanelID.tables.sorted(by: { need($0, content) < need($1, content) }) {
      let spare = height - need(panel, content)
      guard 3 * spare > height - Self.edge(isCompact: isCompact),
        let index = pool.firstIndex(where: { Self.least($0, content, self) <= spare })
      else { continue }
      holes[panel] = pool.remove(at: index)
    }
    return holes
  }

  /// A chart and the focused table; on high screens with the requests below.
  private mutating func narrowOverview(
    _ focus: PanelID, _ leastChart: Int, _ content: Content, in region: Region
  ) {
    let (table, requests) = focus == .requests ? (PanelID.first, focus) : (focus, .requests)
    guard region.height >= 26 else {
      let rest: Region
      (chart, rest) = region.splitTop(leastChart)
      panels = [(focus, rest)]
      return
    }
    let chartRows = max(leastChart, region.height * 3 / 10)
    let rows = max(Self.leastTable, min((region.height - chartRows) * 6 / 10, need(table, content)))
    let list = min(region.height - chartRows - rows, max(5, need(requests, content)))
    var rest: Region
    (chart, rest) = region.splitTop(region.height - rows - list)
    let (top, bottom) = rest.splitTop(rows)
    panels = [(table, top), (requests, bottom)]
  }

  /// Divides a column among the drawings that fit, the most important first.
  private mutating func fill(_ region: Region, from pool: inout [Extra], _ content: Content) {
    var taken: [Extra] = []
    var left = region.height
    for extra in pool where Self.least(extra, content, self) <= left {
      taken.append(extra)
      left -= Self.least(extra, content, self)
    }
    pool.removeAll(where: taken.contains)
    var rest = region
    for (index, extra) in taken.enumerated() {
      let least = Self.least(extra, content, self)
      let isLast = index == taken.count - 1
      // A chart fills any height; lists have as many rows as they need.
      let more = extra == .selection ? left : min(left, Self.most(extra, content, self) - least)
      let part: Region
      (part, rest) = rest.splitTop(isLast ? rest.height : least + more)
      left -= isLast ? left : more
      extras.append((extra, part))
    }
  }

  private static func least(_ extra: Extra, _ content: Content, _ layout: Layout) -> Int {
    switch extra {
    case .alerts: min(8, most(extra, content, layout))
    case .movers: min(5, most(extra, content, layout))
    case .selection: 8
    case .week: most(extra, content, layout)
    }
  }

  private static func most(_ extra: Extra, _ content: Content, _ layout: Layout) -> Int {
    (content.extras[extra] ?? 0) + edge(isCompact: layout.isCompact) - (extra == .movers ? 0 : 1)
  }

  /// Rows that a list takes with its frame and headings; many for an unknown number.
  private func need(_ panel: PanelID, _ content: Content) -> Int {
    content.rows[panel].map { min(10_000, max(1, $0)) + Self.edge(isCompact: isCompact) } ?? 10_000
  }

  /// The region of an extra drawing; empty when it is not shown.
  func region(of extra: Extra) -> Region {
    extras.first { $0.extra == extra }?.region ?? Region(height: 0, width: 0)
  }

  /// Rows of a list that a panel shows, without its frame and headings.
  func listHeight(_ panel: PanelID) -> Int {
    guard let region = panels.first(where: { $0.panel == panel })?.region else { return 0 }
    return max(0, region.height - Self.edge(isCompact: isCompact))
  }

  /// Rows that a panel with headings takes beside those of its list.
  static func edge(isCompact: Bool) -> Int { isCompact ? 2 : 3 }
}
