import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// Key figures: spend, burn rate, change, and the scope of the screen.
struct Header {
  let state: DashboardState
  let options: DashboardOptions
  let sizeClass: Layout.Class

  typealias Segment = StatusLine.Segment

  func render(onto grid: inout CellGrid, in region: Region) {
    let lines: [[Segment]] =
      switch sizeClass {
      case .tooSmall: []
      case .compact: [money(width: region.width) + [clock(priority: 3)].map(trailing)]
      case .medium: [money(width: region.width), about(showsTitle: false)]
      case .large: [about(showsTitle: true), money(width: region.width), figures]
      }
    for (row, segments) in lines.enumerated() {
      let line = Region(
        row: region.row + row, column: region.column + 1, height: 1, width: region.width - 2
      ).intersection(region)
      StatusLine(segments, gap: gap).render(onto: &grid, in: line)
    }
  }

  private var gap: Int { sizeClass == .large ? 3 : 2 }

  /// The name of the view; one table alone is called by what it shows.
  private var title: String {
    state.definition.panel.flatMap { state.dimension($0)?.title } ?? state.definition.title
  }

  private func trailing(_ segment: Segment) -> Segment {
    Segment(segment.text, segment.ink, priority: segment.priority, trailing: true)
  }

  /// Scope of the figures: time range, filters and age.
  private func about(showsTitle: Bool) -> [Segment] {
    var segments: [Segment] = []
    if showsTitle { segments.append(Segment("spendtop", .title, priority: 5)) }
    if options.isDemo { segments.append(Segment(" DEMO ", .chip, priority: 1)) }
    if showsTitle { segments.append(Segment(SafeText(title), priority: 6)) }
    let request = state.snapshot?.request ?? state.request
    segments.append(Segment(SafeText(range(request)), .focus, priority: 0))
    for chip in FilterText.chips(request) {
      segments.append(Segment(" \(SafeText(chip).cut(to: 40)) ", .chip, priority: 2))
    }
    if let currency = options.currency, showsTitle {
      segments.append(
        Segment("\(SafeText(currency.code)) at \(SafeText(currency.rate)) a dollar", .muted, priority: 8))
    }
    if !request.isFiltered && showsTitle {
      segments.append(Segment("all traffic", .muted, priority: 7))
    }
    if state.snapshot != nil, request != state.request {
      segments.append(Segment(loading(insteadOf: request), .warning, priority: 1))
    }
    if let snapshot = state.snapshot, !showsTitle, !state.hasNoEvents {
      segments.append(
        Segment("\(rangeName(snapshot)) \(MoneyText.spend(snapshot.summary))", .money, priority: 3))
      if snapshot.summary.isLowerBound { segments.append(unpriced(snapshot, priority: 4)) }
    }
    // Informational alerts are excluded.
    let calling = (state.snapshot?.alerts?.alerts ?? []).filter { $0.isOpen && $0.severity > .info }
    if let worst = calling.map(\.severity).max() {
      let sign: SafeText = worst == .critical ? "‼" : "!"
      segments.append(
        Segment(
          "\(sign) \(calling.count == 1 ? "1 alert" : "\(calling.count) alerts")",
          worst == .critical ? .alarm : .warning, priority: 1))
    }
    segments.append(trailing(clock(priority: 1)))
    return segments
  }

  /// The next time range, so that each press of a key is seen while earlier ones are answered.
  private func loading(insteadOf shown: SnapshotRequest) -> SafeText {
    let title = state.request.title(options.zone)
    return title == shown.title(options.zone) ? "loading …" : "loading \(SafeText(title)) …"
  }

  /// The time range: by its name, with its dates once it is past.
  private func range(_ request: SnapshotRequest) -> String {
    let name = request.title(options.zone)
    guard let snapshot = state.snapshot, snapshot.isPast, request.span == nil || request.stepsBack > 0 else {
      return name
    }
    let end = Instant(microseconds: snapshot.window.end.microseconds &- 1)
    return ClockText.moment(snapshot.window.start, options.zone) + " – "
      + ClockText.moment(end, options.zone)
  }

  private func clock(priority: Int) -> Segment {
    let zone = options.zone
    let time = "\(ClockText.minute(state.now, zone)) \(ClockText.name(zone))"
    guard let snapshot = state.snapshot else { return Segment(SafeText(time), .muted, priority: priority) }
    if let problem = snapshot.problem, state.hasNoEvents {
      return Segment(TextCutting.prose(SafeText(problem), to: 60), .alarm, priority: 0)
    }
    if let problem = snapshot.problem {
      return Segment(
        "\(SafeText(problem).cut(to: 60)), figures of \(ClockText.time(snapshot.takenAt, zone))", .alarm,
        priority: 0)
    }
    if state.isPaused {
      return Segment("paused at \(ClockText.time(snapshot.takenAt, zone))", .warning, priority: 0)
    }
    if snapshot.isPast {
      return Segment(
        "as of \(ClockText.moment(snapshot.paceAt, zone)) \(SafeText(ClockText.name(zone)))", .warning,
        priority: 0)
    }
    let age = state.now.seconds - (snapshot.health.lastEvent?.seconds ?? state.now.seconds)
    switch state.progress.phase {
    case .stalled: return Segment("\(time)  ✗ cannot write to database", .alarm, priority: 0)
    case .reading: return Segment("\(time)  ● reading", .good, priority: priority)
    case .live, .off:
      if snapshot.health.lastEvent == nil { return Segment("\(time)  no events", .muted, priority: priority) }
      if options.hasChosenClock, age < 0 {
        return Segment(
          "as of \(ClockText.moment(state.now, zone)) \(SafeText(ClockText.name(zone)))", .warning,
          priority: 0)
      }
      if age < -3_600 {
        return Segment("\(time)  ○ newest event in the future (clock skew?)", .warning, priority: priority)
      }
      if age < 120 { return Segment("\(time)  ● live", .good, priority: priority) }
      return Segment(
        "\(time)  ○ last event \(FigureText.age(seconds: age)) ago", .warning, priority: priority)
    }
  }

  private func money(width: Int) -> [Segment] {
    guard let snapshot = state.snapshot else { return [Segment("Loading …", .muted)] }
    if state.hasNoEvents {
      return ["TODAY —", "BURN —", "MONTH —"].enumerated().map {
        Segment(SafeText($0.element), .muted, priority: $0.offset)
      }
    }
    let today = MoneyText.spend(snapshot.spentToday, isLowerBound: snapshot.todayIsLowerBound)
    let burn = snapshot.burn
    let rate = MoneyText.spend(burn.perHour, isLowerBound: snapshot.burnIsLowerBound)
    var text = "BURN \(rate)" + (snapshot.burnIsLowerBound && burn.perHour == .zero ? "" : "/h")
    if sizeClass != .compact { text += " \(AmountText.window(seconds: burn.seconds))" }
    var ink = Ink.text
    if let factor = burn.factor, burn.perHour > .zero, sizeClass != .compact {
      if factor >= 1.5 { ink = factor >= 3 ? .alarm : .warning }
      let sign = factor >= 1.05 ? " ▲" : factor <= 0.95 ? " ▼" : " "
      text += sign + FigureText.factor(factor)
    }
    let day =
      snapshot.isPast ? ClockText.day(snapshot.paceAt, options.zone).uppercased() : "TODAY"
    let sinceYesterday = change(snapshot.today, isKnown: snapshot.comparesYesterday)
    let first = [
      Segment("\(SafeText(day)) \(today)\(sinceYesterday)", .money, priority: 0),
      Segment(SafeText(text), ink, priority: 1),
    ]
    func measured(_ segment: Segment) -> Int {
      (options.isASCII ? segment.text.spelled : segment.text).width
    }
    let room = width - 2 - first.reduce(0) { $0 + measured($1) + gap }
    let forms = Detail.allCases.drop { $0 == .band && sizeClass != .large }.map { month(snapshot, $0) }
    return first + forms.filter { measured($0) <= room }.prefix(1)
  }

  /// Levels of detail for the month, the longest first.
  private enum Detail: Int, CaseIterable { case band, gauge, forecast, least }

  /// The month so far, of what, and what it will come to: one segment, for no part of it stands alone.
  private func month(_ snapshot: DashboardSnapshot, _ detail: Detail) -> Segment {
    let isWide = sizeClass == .large
    let isUnpriced = snapshot.monthIsLowerBound && snapshot.month == .zero
    let sign = snapshot.monthIsLowerBound && !isUnpriced ? "≥" : ""
    let sum = isWide ? MoneyText.text(snapshot.month) : MoneyText.short(snapshot.month)
    let name =
      snapshot.isPast
      ? String(ClockText.day(snapshot.paceAt, options.zone).uppercased().suffix(3)) : "MONTH"
    var text = name + " " + (isUnpriced ? "unpriced" : sign + sum)
    var ink = Ink.text
    if let budget = snapshot.budget, budget > .zero, !isUnpriced {
      let used = Double(snapshot.month.nanodollars) / Double(budget.nanodollars)
      let willExceed = snapshot.forecast.map { $0.likely > budget } ?? false
      ink = used >= 1 ? .alarm : willExceed ? .warning : .text
      if isWide { text += " of \(MoneyText.round(budget))" }
      if detail.rawValue <= Detail.gauge.rawValue { text += " \(bar(used, width: isWide ? 12 : 5))" }
      let isApart = isWide || detail.rawValue > Detail.gauge.rawValue
      text += (isApart ? " " : "") + FigureText.percent(used)
    }
    if let forecast = snapshot.forecast, detail != .least, forecast.high > .zero {
      text += " → \(MoneyText.short(forecast.likely))"
      if detail == .band, forecast.high > forecast.low {
        text += " (\(MoneyText.short(forecast.low))–\(MoneyText.short(forecast.high)))"
      }
    }
    return Segment(SafeText(text), ink, priority: 2)
  }

  /// A gauge as text, so that it goes where its figure goes.
  private func bar(_ share: Double, width: Int) -> String {
    let filled = min(width, max(0, Int((share * Double(width)).rounded())))
    return "▕" + String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + "▏"
  }

  private func change(_ delta: Delta, isKnown: Bool) -> String {
    let text = isKnown ? DeltaText.text(delta) : "—"
    return text.isEmpty ? "" : " " + text
  }

  private func unpriced(_ snapshot: DashboardSnapshot, priority: Int) -> Segment {
    Segment(
      "unpriced \(CountText.text(snapshot.summary.sums.unpricedRequests))", .warning, priority: priority)
  }

  /// The short name of the time range before its sum.
  private func rangeName(_ snapshot: DashboardSnapshot) -> SafeText {
    snapshot.request.span == nil ? SafeText(snapshot.request.choice.word.uppercased()) : "RANGE"
  }

  private var figures: [Segment] {
    guard let snapshot = state.snapshot, !state.hasNoEvents else { return [] }
    let summary = snapshot.summary
    let sums = summary.sums
    var segments = [
      Segment(
        "\(rangeName(snapshot)) \(MoneyText.spend(summary))\(change(snapshot.change, isKnown: snapshot.comparesBefore))",
        .money, priority: 0),
      Segment(SafeText(CountText.text(sums.requests, "request")), priority: 1),
    ]
    if sums.errors > 0 {
      let wasted = sums.errorCost > .zero ? " (\(MoneyText.text(sums.errorCost)))" : ""
      segments.append(
        Segment(
          "\(FigureText.percent(summary.errorShare)) errors\(wasted)", .warning,
          priority: 2))
    }
    if let latency = summary.firstToken(0.95) {
      segments.append(Segment("TTFT p95 \(FigureText.duration(milliseconds: latency))", priority: 3))
    }
    if let latency = summary.latency(0.95) {
      segments.append(Segment("latency p95 \(FigureText.duration(milliseconds: latency))", priority: 6))
    }
    segments.append(
      Segment("\(CountText.text(sums.promptTokens)) tok in · \(CountText.text(sums.output)) out", priority: 5)
    )
    if sums.cacheRead > 0 {
      let saved = sums.cacheSaved > .zero ? " (saved \(MoneyText.text(sums.cacheSaved)))" : ""
      segments.append(Segment("cache \(FigureText.percent(summary.cacheShare))\(saved)", .good, priority: 3))
    }
    if let paid = snapshot.paidOtherwise, paid.isOfAllTraffic {
      let known = [
        paid.hardware.isEmpty ? nil : "own hardware \(MoneyText.text(paid.hardwareCost))",
        paid.plans.isEmpty ? nil : "plans \(MoneyText.text(paid.listed)) at list prices",
      ].compactMap(\.self)
      if !known.isEmpty {
        segments.append(
          Segment("not filtered: \(known.joined(separator: ", "))", .muted, priority: 2))
      }
    } else if let paid = snapshot.paidOtherwise {
      if !paid.hardware.isEmpty {
        let all = MoneyText.text(paid.hardwareCost + summary.sums.cost)
        segments.insert(
          Segment(
            "+ own hardware \(MoneyText.text(paid.hardwareCost)) = \(summary.isLowerBound ? "≥" : "")\(all)",
            priority: 2), at: 1)
      }
      if !paid.plans.isEmpty {
        segments.append(
          Segment("plans: \(MoneyText.text(paid.listed)) at list prices, not spent", .muted, priority: 2))
      }
    }
    if summary.isLowerBound { segments.append(unpriced(snapshot, priority: 2)) }
    if snapshot.health.rejectedLines > 0 {
      segments.append(
        Segment("rejected \(CountText.text(snapshot.health.rejectedLines))", .warning, priority: 2))
    }
    if snapshot.trouble.unrecognisedLines > 0 {
      segments.append(
        Segment(
          "unrecognised \(CountText.text(snapshot.trouble.unrecognisedLines))", .warning, priority: 4))
    }
    return segments
  }
}
