import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Database, ingest and unpriced models, with problems of the selected log.
struct HealthPanel {
  let state: DashboardState

  private typealias Line = Popup.Line

  /// Models without a price that are named where there is room.
  private static let mostUnpriced = 20

  /// Lines about the problems of one log.
  private static let problemRows = 3

  func render(onto grid: inout CellGrid, in region: Region) {
    let sources = state.snapshot?.logs.sources ?? []
    let selected = state.selection(.sources).flatMap { sources.indices.contains($0) ? $0 : nil }
    let lines = state.snapshot.map { health($0, selected, room: region.height - 2) } ?? []
    DetailPanel(title: "Health", lines: lines).render(onto: &grid, in: region)
  }

  /// Number of lines with room for all of them. The same for every selected log, so that the panels stay.
  var count: Int {
    guard let snapshot = state.snapshot else { return 0 }
    let trouble = snapshot.trouble
    let hasProblems =
      snapshot.health.rejectedLines > 0 || !trouble.unrecognised.isEmpty || !trouble.failed.isEmpty
    return health(snapshot, nil, room: Self.mostUnpriced).count + (hasProblems ? Self.problemRows : 0)
  }

  private func sources(_ progress: IngestProgress) -> String {
    switch progress.files {
    case 0: progress.readsPipe ? "standard input" : state.isDemo ? "simulated traffic" : "no files"
    default: CountText.text(Int64(progress.files), "file")
    }
  }

  private func health(_ snapshot: DashboardSnapshot, _ selected: Int?, room: Int) -> [Line] {
    let zone = state.zone
    let health = snapshot.health
    func moment(_ instant: Instant?) -> String { instant.map { ClockText.moment($0, zone) } ?? "—" }
    var lines = [
      Line(
        "\(SafeText(CountText.text(health.events, "event"))), \(SafeText(moment(health.firstEvent))) to \(SafeText(moment(health.lastEvent)))\(SafeText(health.bytesOnDisk > 0 ? "   database " + FigureText.bytes(health.bytesOnDisk) : ""))"
      )
    ]
    let progress = state.progress
    var reading = "read-only: stored data, no ingest"
    if progress.phase != .off {
      let rate = progress.bytesPerSecond > 0 ? ", \(FigureText.bytes(progress.bytesPerSecond))/s" : ""
      reading = (progress.phase == .reading ? "reading " : "following ") + sources(progress) + rate
    }
    if progress.memory > 0 {
      reading +=
        "   this program: \(FigureText.bytes(progress.memory)), \(FigureText.percent(progress.load)) of a core"
    }
    lines.append(Line(SafeText(reading), .muted))
    if let book = state.priceBook { lines.append(Line("prices \(SafeText(book))", .muted)) }
    if let notice = state.notice { lines.append(Line(SafeText(notice), .warning)) }
    for failure in progress.failures.prefix(3) {
      lines.append(
        Line(
          "cannot read \(TextCutting.path(SafeText(failure.path), to: 60)): \(SafeText(failure.reason))",
          .alarm))
    }
    lines += paidOtherwise(snapshot)
    if let selected { lines += log(snapshot.logs, snapshot.logs.sources[selected]) }
    let names = snapshot.logs.unpriced
    if !names.isEmpty {
      lines.append(
        Line(
          "unpriced: \(SafeText(names.count == 1 ? "1 model" : "\(names.count) models")) without a price; sums with ≥ are lower bounds",
          .warning))
      for name in names.prefix(max(1, room - lines.count - 1)) {
        let shown = [name.provider, name.model].filter { !$0.isEmpty }.joined(separator: "/")
        lines.append(
          Line(
            "  \(label(shown).cut(to: 40))  \(SafeText(CountText.text(name.requests, "request"))), \(SafeText(CountText.text(name.tokens, "token")))"
          ))
      }
      lines.append(
        Line(
          "  Fix: spendtop prices update, or a [[price]], then spendtop prices reprice",
          .muted))
    }
    return lines
  }

  /// Subscriptions at list prices, apart from what is spent; hardware beside what is paid by the request.
  private func paidOtherwise(_ snapshot: DashboardSnapshot) -> [Line] {
    guard let paid = snapshot.paidOtherwise else { return [] }
    let plans = paid.plans.map { plan in
      let price = plan.perMonth.map { ", which costs \(MoneyText.text($0)) a month" } ?? ""
      return Line(
        SafeText(
          "plan \(plan.name): \(CountText.text(plan.requests, "request")), \(MoneyText.text(plan.listed)) at list prices, paid by the subscription\(price); not part of the spend"
        ))
    }
    let hardware = paid.hardware.map { piece in
      let part = piece.share.map { "\(MoneyText.text($0)) of " } ?? ""
      var text =
        "own hardware \(piece.name): \(part)\(MoneyText.text(piece.cost)), \(CountText.text(piece.requests, "request"))"
      if let price = piece.perMillionOutput { text += ", \(MoneyText.text(price)) for a million tokens out" }
      if let share = piece.utilisation { text += ", busy \(FigureText.percent(share)) of the time" }
      if piece.idle > .zero { text += ", idle days \(MoneyText.text(piece.idle))" }
      return Line(SafeText(text))
    }
    let summary = snapshot.summary
    if paid.isOfAllTraffic {
      return plans.isEmpty && hardware.isEmpty
        ? [] : [Line("of all traffic, not filtered:", .muted)] + plans + hardware
    }
    let all =
      hardware.isEmpty
      ? []
      : [
        Line(
          SafeText(
            "paid by the request \(MoneyText.spend(summary)) + own hardware \(MoneyText.text(paid.hardwareCost)) = \(summary.isLowerBound ? "≥" : "")\(MoneyText.text(summary.sums.cost + paid.hardwareCost))"
          ), .money)
      ]
    return plans + hardware + all
  }

  private func log(_ facts: LogFacts, _ source: SourceReport) -> [Line] {
    var lines: [Line] = []
    if let error = source.error {
      lines.append(Line("\(TextCutting.path(SafeText(source.path), to: 60)): \(SafeText(error))", .alarm))
    }
    let rejects = facts.rejects.filter { $0.path == source.path }
    if source.lines > 0, source.events == 0, source.duplicates == 0 {
      lines.append(
        Line(
          "0 of \(SafeText(CountText.grouped(source.lines, "line"))) recognised in \(TextCutting.path(SafeText(source.path), to: 40))",
          .warning))
      lines.append(Line("  Fix: spendtop doctor \(SafeText(source.path))", .muted))
    }
    if source.rejected > 0 {
      lines.append(
        Line(
          "\(SafeText(CountText.text(source.rejected, "unreadable line"))):",
          .warning))
      for reject in rejects.prefix(3) {
        lines.append(Line("  byte \(SafeText(String(reject.offset))): \(SafeText(reject.reason))"))
      }
      lines.append(Line("  Fix: spendtop doctor \(SafeText(source.path))", .muted))
    }
    return lines
  }
}
