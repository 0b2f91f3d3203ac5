import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// The numbers of a workload, each with its source, under the expected cost on several models.
struct PlanPanel: Panel {
  let id = PanelID.plan
  let title = "Plan"
  let help = [
    "Expected cost of a workload", "0-9 type a value, Enter keeps it",
    "Esc restores the value before", "Other values are recorded means",
  ]
  let scopes: Set<KeyBinding.Scope> = [.plan]

  func prepare(_ request: inout SnapshotRequest) { request.needsPlan = true }

  func handle(_ key: Key, _ state: inout DashboardState) -> [Effect]? {
    if key == .character("y") {
      return export(rows(state), state).rows.first.map { [.copy($0.map(\.copied).joined(separator: "\t"))] }
    }
    return typePlan(&state, key)
  }

  func rows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> PanelRows { rows(state) }

  private func rows(_ state: DashboardState) -> PanelRows {
    let all = PlanRow.shown(hasGPUs: state.plan.gpu != nil)
    var rows = PanelRows("Workload", keys: all.map { .named($0.rawValue) }) {
      let plan = PlanText(state)
      return [
        PanelColumn("number", .text, 0) { .text(SafeText(all[$0].rawValue)) },
        PanelColumn("value", .text, 0, least: 16) {
          .text(plan.value(all[$0]), state.plan.typing?.row == all[$0] ? .focus : .title)
        },
        PanelColumn("source", .prose(least: 20), 1) { .text(plan.source(all[$0]), .muted) },
      ]
    }
    rows.longestLabel = 100
    rows.note =
      state.plan.typing == nil
      ? "0-9 type a value" : "\(SafeText(state.sign("⏎"))) keeps the value, Esc cancels"
    return rows
  }

  func export(_ rows: PanelRows, _ state: DashboardState) -> ExportTable {
    ExportTable(plans: PlanText(state).plans)
  }

  /// The title has the cost of a month, for screens without room for more.
  func draw(_ rows: PanelRows, _ frame: PanelFrame, onto grid: inout CellGrid) {
    var rows = rows
    if let plan = PlanText(frame.state).chosen, frame.state.snapshot != nil {
      rows.title = "Workload: \(PlanText.amount(plan, \.perMonth)) a month"
    }
    let inner = Frame(title: rows.title, note: rows.note, hasFocus: frame.state.focus == id)
      .render(onto: &grid, in: frame.region)
    table(rows, frame.state).render(onto: &grid, in: inner)
  }

  func drawDetail(_ frame: PanelFrame, onto grid: inout CellGrid) {
    let state = frame.state
    let inner = Frame(title: "Expected cost", note: "30 days a month, 365 a year").render(
      onto: &grid, in: frame.region)
    guard state.snapshot != nil else { return }
    let text = PlanText(state)
    guard text.chosen != nil else {
      grid.write("No price book: costs cannot be estimated", row: 0, column: 1, ink: .warning, in: inner)
      return
    }
    let costs = text.costs
    // A line of notes is kept on low screens.
    let (top, rest) = inner.splitTop(min(costs.count + 1, max(2, inner.height - 1)))
    table(costs).render(onto: &grid, in: top)
    let breakEven = wrapped(text.breakEven, rest.width)
    let (upper, below) = rest.splitTop(min(rest.height, breakEven.count))
    write(breakEven, onto: &grid, in: upper)
    let sources = wrapped(text.sources, rest.width)
    var notes = below
    let around = text.volumeCosts
    if !around.isEmpty, notes.height > around.count {
      let (middle, lower) = notes.splitTop(around.count + 1)
      chart(around).render(onto: &grid, in: middle)
      notes = lower
    }
    let volumes = text.volumes
    // A heading between blank lines, and the heads of the columns.
    if !volumes.isEmpty, notes.height >= sources.count + volumes.count + 4 {
      let (middle, lower) = notes.splitTop(volumes.count + 4)
      grid.write("Cost of a month at other volumes", row: 1, column: 1, ink: .title, in: middle)
      table(volumes, text).render(onto: &grid, in: middle.splitTop(2).rest.splitTop(volumes.count + 1).top)
      notes = lower
    }
    write(sources, onto: &grid, in: notes)
  }

  func detailRows(_ snapshot: DashboardSnapshot, _ state: DashboardState) -> ClosedRange<Int> {
    let models = state.plan.compared(snapshot.planFacts).count
    // Each model has a row and a source, of a line or two.
    return 6...3 * models + PlanText.mostVolumes + 8
  }

  private func wrapped(_ lines: [Popup.Line], _ width: Int) -> [Popup.Line] {
    lines.flatMap { line in
      TextWrapping.lines(line.text, width: width - 2).map { Popup.Line($0, line.ink) }
    }
  }

  private func write(_ lines: [Popup.Line], onto grid: inout CellGrid, in region: Region) {
    let isCut = lines.count > region.height
    for (row, line) in lines.prefix(region.height).enumerated() {
      let isLast = isCut && row == region.height - 1
      let text = isLast ? TextCutting.prose("\(line.text) …", to: region.width - 2) : line.text
      grid.write(text, row: row, column: 1, ink: line.ink, in: region)
    }
  }

  /// The costs of both around the break-even, as bars to one scale.
  private func chart(_ volumes: [VolumeCost]) -> Table {
    let largest = Double(volumes.map { max($0.api, $0.hosted) }.max()?.nanodollars ?? 0)
    func bar(_ money: Money, _ ink: Ink) -> Table.Value {
      .bar(Double(money.nanodollars) / max(1, largest), ink)
    }
    return Table(
      columns: [
        .init("requests a day", .number, priority: 0), .init("API a month", .number, priority: 0),
        .init("", .drawing(width: 6, most: 30), priority: 1), .init("GPUs a month", .number, priority: 0),
        .init("", .drawing(width: 6, most: 30), priority: 1),
      ], count: volumes.count, selection: nil
    ) { row in
      let cost = volumes[row]
      return [
        .text(SafeText(CountText.grouped(cost.requestsPerDay))),
        .text(SafeText(MoneyText.text(cost.api)), .money), bar(cost.api, .series(0)),
        .text(SafeText(MoneyText.text(cost.hosted)), .money), bar(cost.hosted, .series(2)),
      ]
    }
  }

  private func table(_ volumes: [PlanText.Volume], _ text: PlanText) -> Table {
    let models = text.plans.enumerated().map { index, plan in
      // Providers stand in the table above.
      Table.Column(
        SafeText(plan.name.split(separator: "/").last ?? ""), .number, priority: index + 1, least: 10)
    }
    return Table(
      columns: [.init("requests a day", .number, priority: 0)] + models, count: volumes.count, selection: nil
    ) { row in
      let volume = volumes[row]
      return [
        .text(SafeText(CountText.rate(millionths: volume.dailyMillionths)), volume.isPlanned ? .title : .text)
      ]
        + volume.perMonth.map { .text($0, volume.isPlanned ? .money : .text) }
    }
  }

  private func table(_ costs: [PlanText.Cost]) -> Table {
    let largest = costs.compactMap(\.perMonth).max()?.nanodollars ?? 0
    var table = Table(
      columns: [
        .init("model", .label(least: 14), priority: 0), .init("per request", .number, priority: 1),
        .init("per day", .number, priority: 2), .init("per month", .number, priority: 0),
        .init("per year", .number, priority: 1), .init("", .drawing(width: 6, most: 30), priority: 4),
      ], count: costs.count, selection: 0
    ) { row in
      let cost = costs[row]
      let share = Double(cost.perMonth?.nanodollars ?? 0) / Double(max(1, largest))
      return [
        .text(cost.name, row == 0 ? .title : .text)
      ] + cost.amounts.map { .text($0, cost.perMonth == nil ? .warning : .money) } + [
        .bar(share, row == 0 ? .series(0) : .series(2))
      ]
    }
    table.longestLabel = 40
    return table
  }
}
