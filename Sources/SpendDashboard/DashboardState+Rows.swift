import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendScreen
import SpendText

extension DashboardState {
  /// Sets the initial state.
  mutating func begin(_ request: SnapshotRequest, view: View, _ options: DashboardOptions) {
    self.request = request
    self.request.billingDay = options.billingDay
    zone = options.zone
    currency = options.currency
    keymap = options.isASCII ? options.keymap.spelled : options.keymap
    isASCII = options.isASCII
    isDemo = options.isDemo
    settings = options.settings
    welcome = options.welcome
    priceBook = options.priceBook
    planner = options.planner
    message = options.greeting
    savedViews = options.host.savedViews
    show(view)
    lastView = view
  }

  /// A key's sign, or its word where the screen has only ASCII.
  func sign(_ sign: String) -> String { isASCII ? Keymap.spelled(sign) : sign }

  /// Switches to a view; the panel it is about has the focus then, and the chart speaks of it.
  mutating func show(_ shown: View) {
    if shown != view { lastView = view }
    view = shown
    isZoomed = false
    focus = definition.focused(focus)
    // A pivot needs the width of a view.
    if !definition.isBreakdown { request.pivot = nil }
    request.needsLatency = definition.upper == .histogram
    request.needsSources = false
    request.needsBudgets = false
    request.needsSavings = false
    request.needsPlan = false
    for panel in definition.panels { panels[panel].prepare(&request) }
    if definition.upper == .chart { request.chartPlace = focus.place ?? 0 }
  }

  /// Makes the chart one of the dimension of the focused table.
  mutating func followFocus() {
    if definition.upper == .chart, let place = focus.place { request.chartPlace = place }
  }

  /// The definition of the view on the screen.
  var definition: ViewDefinition { panels[view] }

  /// The view of a single panel; nil for panels without one.
  func view(of panel: PanelID) -> View? { panels.views.first { $0.panel == panel }?.view }

  /// The action of a key: that of the keymap, or the view of the key.
  func action(for key: Key) -> Action? {
    keymap.action(for: key, in: panels[focus].scopes)
      ?? (keymap.isDisabled(key) ? nil : panels.view(for: key).map { .show($0) })
  }

  /// Dimension of a panel; nil for the list of requests.
  func dimension(_ panel: PanelID) -> Dimension? {
    let shown = (snapshot?.request ?? request).dimensions
    return panel.place.flatMap { $0 < shown.count ? shown[$0] : nil }
  }

  /// The entries of a panel in the order chosen.
  func entries(_ panel: PanelID) -> [Breakdown.Entry] {
    guard let dimension = dimension(panel), let snapshot else { return [] }
    let list = list(panel)
    let entries = snapshot.breakdown(dimension).entries
    let ordered: [Breakdown.Entry]
    switch list.order {
    case .cost: ordered = entries
    case .change: ordered = descending(entries) { ($0.change.now &- $0.change.before) }
    case .requests: ordered = descending(entries) { $0.sums.requests }
    case .tokens: ordered = descending(entries) { $0.sums.promptTokens &+ $0.sums.output }
    case .errors: ordered = descending(entries) { $0.sums.errors }
    case .perRequest: ordered = descending(entries) { $0.summary.perRequest?.nanodollars ?? -1 }
    case .latency: ordered = slowest(entries) { $0.summary.latency(0.95) }
    case .firstToken: ordered = slowest(entries) { $0.summary.firstToken(0.95) }
    case .name: ordered = entries.sorted { $0.key < $1.key }
    }
    return list.isReversed ? ordered.reversed() : ordered
  }

  private func descending(_ entries: [Breakdown.Entry], by value: (Breakdown.Entry) -> Int64)
    -> [Breakdown.Entry]
  {
    entries.sorted { (value($1), $0.key) < (value($0), $1.key) }
  }

  /// Each percentile is taken once: it is the sum of a histogram.
  private func slowest(_ entries: [Breakdown.Entry], by value: (Breakdown.Entry) -> Double?)
    -> [Breakdown.Entry]
  {
    let figures = entries.map { (entry: $0, figure: value($0) ?? -1) }
    return figures.sorted { ($1.figure, $0.entry.key) < ($0.figure, $1.entry.key) }.map(\.entry)
  }

  /// Identities of the rows of a panel, in the order shown.
  func rowKeys(_ panel: PanelID) -> [RowKey] {
    snapshot.map { panels[panel].rows($0, self).keys } ?? []
  }

  /// The selected row, nil when there are none. A list whose row is gone
  /// keeps its place.
  func selection(_ panel: PanelID) -> Int? { selection(panel, in: rowKeys(panel)) }

  /// The selected row among rows that are already known.
  func selection(_ panel: PanelID, in keys: [RowKey]) -> Int? {
    guard !keys.isEmpty else { return nil }
    let list = list(panel)
    if let key = list.key, let index = keys.firstIndex(of: key) { return index }
    return min(max(0, list.index), keys.count - 1)
  }

  /// Moves the selection of the focused list to `index` or the nearest row there is.
  mutating func select(_ index: Int) {
    let keys = rowKeys(focus)
    guard !keys.isEmpty else { return }
    var list = list(focus)
    list.index = min(max(0, index), keys.count - 1)
    list.key = keys[list.index]
    // The top of the requests is a place, not a request: there the list follows the newest.
    if focus == .requests && list.index == 0 { list.key = nil }
    lists[focus] = list
    settle(focus)
  }

  /// Requests more rows when the selection approaches the end of the list and the search stopped at the
  /// wanted number.
  mutating func wantsMore() -> [Effect] {
    guard focus == .requests, let snapshot, snapshot.reach.back != nil, snapshot.reach.isEnough,
      wantedRequests < RequestSearch.longest, snapshot.requests.count >= wantedRequests,
      let selected = selection(.requests), selected + Self.firstRequests / 2 >= wantedRequests
    else { return [] }
    wantedRequests = min(RequestSearch.longest, 2 * wantedRequests)
    return [.want(wantedRequests)]
  }

  /// Settles the lists of all panels.
  mutating func settleAll() {
    let layout = layout
    for panel in panels.panels { settle(panel.id, in: layout) }
  }

  /// Brings a list's selection and offset into what there is to show, after anything has changed.
  mutating func settle(_ panel: PanelID) { settle(panel, in: layout) }

  private mutating func settle(_ panel: PanelID, in layout: Layout) {
    var list = list(panel)
    let keys = rowKeys(panel)
    let selected = selection(panel, in: keys)
    list.index = selected ?? 0
    list.offset = Table.offset(
      list.offset, selection: selected, count: keys.count, height: layout.listHeight(panel))
    lists[panel] = list
  }

  /// Firing alerts, acknowledged and silenced ones included.
  var standing: [AlertView] {
    (snapshot?.alerts?.alerts ?? []).filter { $0.stage != .pending && $0.severity > .info }
  }

  /// The database holds no request at all, so that sums are unknown and not zero.
  var hasNoEvents: Bool { snapshot.map { $0.health.events == 0 && $0.summary.sums.requests == 0 } ?? false }

  /// The ways to begin take the place of all panels.
  var isWelcoming: Bool { welcome != nil && hasNoEvents }

  /// The text of panels while there is no request at all: a database that cannot be read is not an empty one.
  var nothingYet: SafeText {
    snapshot?.problem == nil ? "No requests yet" : "No data: the database cannot be read"
  }

  /// Firing alerts that are neither acknowledged nor silenced.
  var calling: [AlertView] {
    (snapshot?.alerts?.alerts ?? []).filter { $0.isOpen && $0.severity > .info }
  }

  /// The other alerts that a silence of `alert` covers, those that have all of its labels, in words.
  func alsoSilenced(with alert: AlertView) -> String {
    let others = (snapshot?.alerts?.alerts ?? []).filter { other in
      other.key != alert.key && alert.labels.allSatisfy { other.labels[$0.key] == $0.value }
    }
    return others.isEmpty ? "" : " and \(others.count) more with its labels"
  }

  /// Keeps the place that Esc leads back to.
  mutating func mark() {
    let place = Place(view: view, focus: focus, filters: request.filters, figures: request.figures)
    if trail.last != place { trail.append(place) }
    if trail.count > Self.longestTrail { trail.removeFirst() }
  }

  private static let longestTrail = 50

  var layout: Layout {
    Layout(
      size: size, view: definition, focus: focus, isZoomed: isZoomed,
      showsProgress: progress.phase == .reading,
      chartForm: definition.upper == .chart ? chartForm : .columns, content: content,
      showsTrouble: trouble != nil, isCompact: settings.density == .compact)
  }

  /// Rows and labels of what there is to show.
  private var content: Layout.Content {
    var content = Layout.Content()
    guard let snapshot else { return content }
    for panel in definition.panels { content.rows[panel] = panels[panel].count(snapshot, self) }
    if definition.upper == .detail {
      content.details = panels[focus].detailRows(snapshot, self)
    }
    guard definition.arrangement == .overview else { return content }
    for panel in definition.panels {
      guard let dimension = dimension(panel) else { continue }
      // Labels of the largest values decide; a table cuts longer ones.
      let labels = snapshot.breakdown(dimension).entries.prefix(50).map { $0.key.unicodeScalars.count }
      content.labels[panel] = min(26, max(13, labels.max() ?? 0))
    }
    let alerts = standing.count
    if alerts > 0 { content.extras[.alerts] = 6 + 3 * (alerts - 1) }
    let movers = Mover.all(snapshot).count
    if movers > 0 { content.extras[.movers] = movers }
    if SelectionPanel.entry(self) != nil { content.extras[.selection] = 6 }
    if snapshot.weekCount > 0, chartForm != .week { content.extras[.week] = 8 }
    return content
  }
}
