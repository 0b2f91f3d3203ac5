public import SpendAnalytics
import SpendAlerts
public import SpendCore
import SpendFormatting
public import SpendPricing

/// The output of `plan` in each format.
public struct PlanReport {
  public var workload: Workload
  public var plans: [ModelPlan]
  public var hosting: HostingOption?
  public var recorded: RecordedTraffic?
  public var instant: Instant
  public var catalog: PriceCatalog

  public init(
    workload: Workload, plans: [ModelPlan], hosting: HostingOption?, recorded: RecordedTraffic?,
    instant: Instant, catalog: PriceCatalog
  ) {
    self.workload = workload
    self.plans = plans
    self.hosting = hosting
    self.recorded = recorded
    self.instant = instant
    self.catalog = catalog
  }

  // MARK: Table

  public var table: String {
    var rows = [["model", "per request", "per day", "per month", "per year"]]
    for plan in plans { rows.append([plan.name] + amounts(plan)) }
    if let option = hosting {
      let cost = HostedCost(workload, on: option.hosting)
      rows.append(
        [
          title(option), cost.perRequest.map(AmountText.amount) ?? "—", AmountText.amount(cost.perDay),
          AmountText.amount(cost.perMonth), AmountText.amount(cost.perYear),
        ])
    }
    var lines = [header, ""] + TextTable.lines(rows, labels: 1)
    lines += [""] + notes
    if let option = hosting { lines += [""] + breakEvenLines(option) }
    return Shown.text(lines.joined(separator: "\n"))
  }

  private var header: String {
    var parts = [
      "\(CountText.rate(millionths: workload.dailyMillionths, "request")) a day",
      CountText.grouped(workload.promptTokens, "prompt token")
        + (workload.cachedShare > .none ? " (\(percent(workload.cachedShare)) cached)" : ""),
      outputText,
    ]
    if workload.batchShare > .none { parts.append("\(percent(workload.batchShare)) as batch") }
    if workload.retryShare > .none { parts.append("\(percent(workload.retryShare)) retried") }
    if workload.monthlyGrowth != .none { parts.append("\(percent(workload.monthlyGrowth)) growth a month") }
    return parts.joined(separator: " · ")
  }

  private var outputText: String {
    let (low, high) = (workload.outputTokens.lowerBound, workload.outputTokens.upperBound)
    return low == high
      ? CountText.grouped(low, "output token")
      : "\(CountText.grouped(low))–\(CountText.grouped(high, "output token"))"
  }

  private func percent(_ share: Share) -> String {
    FixedPoint.shortestString(share.millionths, places: 4) + " %"
  }

  private func amounts(_ plan: ModelPlan) -> [String] {
    guard let range = plan.range else { return ["unpriced", "—", "—", "—"] }
    let mark = plan.status == .estimated ? "~" : plan.status == .partial ? "≥" : ""
    func text(_ value: (PlannedCost) -> Money) -> String {
      let (low, high) = (
        AmountText.amount(value(range.lowerBound)), AmountText.amount(value(range.upperBound))
      )
      return mark + (low == high ? low : "\(low)–\(high)")
    }
    return [text(\.perRequest), text(\.perDay), text(\.perMonth), text(\.perYear)]
  }

  /// The source of each number.
  private var notes: [String] {
    var notes: [String] = []
    if let recorded {
      notes.append(
        "shape: mean of \(CountText.grouped(recorded.requests, "recorded request")) since \(recorded.window.start.rfc3339.prefix(10))"
      )
      notes.append("requests a day: those of \(recorded.observed.text)")
    }
    for plan in plans { notes.append("\(plan.name): \(source(of: plan))") }
    notes.append("a month has 30 days, a year 365; cache writes are not included")
    if workload.monthlyGrowth != .none {
      notes.append("per year: growth compounded monthly; other columns: the first month")
    }
    return notes
  }

  private func source(of plan: ModelPlan) -> String { plan.source(in: catalog, at: instant) }

  // MARK: Own hardware

  private func title(_ option: HostingOption) -> String {
    "\(option.hosting.model) on \(option.hosting.gpus)×\(option.hosting.gpu)"
  }

  private func breakEvenLines(_ option: HostingOption) -> [String] {
    let hosting = option.hosting
    let replicas = hosting.replicas(for: workload)
    let rent = option.rental.map { "\($0.provider) list price of \($0.asOf), cheapest known" } ?? "as given"
    var lines = [
      "\(title(option)): \(AmountText.amount(hosting.perGPUHour)) per GPU hour (\(rent)), "
        + "\(CountText.grouped(hosting.tokensPerSecond)) output tokens/s as given, \(percent(hosting.utilisation)) busy: "
        + "\(CountText.grouped(replicas)) \(replicas == 1 ? "replica" : "replicas")"
        + (hosting.overheadPerMonth > .zero
          ? ", \(AmountText.amount(hosting.overheadPerMonth)) overhead a month" : "")
    ]
    for plan in plans {
      guard let cost = plan.range?.upperBound else { continue }
      guard let point = hosting.breakEven(workload, perRequest: cost.perRequest) else {
        lines.append("\(plan.name) is cheaper at every volume")
        continue
      }
      lines.append(
        "break-even with \(plan.name): \(CountText.grouped(point.requestsPerDay)) requests a day, "
          + "\(CountText.grouped(point.tokensPerMonth)) tokens a month, \(point.replicas) \(point.replicas == 1 ? "replica" : "replicas")"
      )
      lines += chart(plan, cost.perRequest, hosting, around: point)
    }
    return lines
  }

  /// Monthly cost of both at volumes around the break-even.
  private func chart(_ plan: ModelPlan, _ perRequest: Money, _ hosting: SelfHosting, around point: BreakEven)
    -> [String]
  {
    let costs = hosting.costs(of: workload, perRequest: perRequest, around: point)
    let largest = costs.map { max($0.api, $0.hosted) }.max() ?? .zero
    func bar(_ money: Money) -> String {
      guard largest > .zero else { return "" }
      let cells = Int(clamping: Int128(money.nanodollars) * 24 / Int128(largest.nanodollars))
      return String(repeating: "█", count: max(1, cells))
    }
    var rows: [[String]] = [["requests a day", "", "per month", ""]]
    for cost in costs {
      rows.append([
        CountText.grouped(cost.requestsPerDay), plan.name, AmountText.roughly(cost.api), bar(cost.api),
      ])
      rows.append(["", hosting.model, AmountText.roughly(cost.hosted), bar(cost.hosted)])
    }
    return TextTable.lines(rows.map { [$0[0], $0[1], $0[3], $0[2]] }, labels: 3).map { "  " + $0 }
  }

  // MARK: For programs

  private static let columns = [
    "model", "status", "usd_per_request", "usd_per_day", "usd_per_month", "usd_per_year",
    "usd_per_request_max",
    "usd_per_day_max", "usd_per_month_max", "usd_per_year_max",
  ]

  private func figures(_ cost: PlannedCost?) -> [String] {
    guard let cost else { return ["", "", "", ""] }
    return [cost.perRequest, cost.perDay, cost.perMonth, cost.perYear].map(\.decimalString)
  }

  private func cells(_ plan: ModelPlan) -> [TableCell] {
    [.text(plan.name), .figure(plan.status.word)]
      + (figures(plan.range?.lowerBound) + figures(plan.range?.upperBound)).map(TableCell.figure)
  }

  public var csv: String {
    ([Self.columns.map(TableCell.figure)] + plans.map(cells)).map(DelimitedText.csv.line).joined(
      separator: "\n")
  }

  public var markdown: String {
    let rows = plans.map {
      MarkdownTable.line([Shown.text($0.name).replacing("|", with: "\\|")] + amounts($0))
    }
    return
      ([
        MarkdownTable.line(["model", "per request", "per day", "per month", "per year"]),
        "|---|---|---|---|---|",
      ] + rows)
      .joined(separator: "\n") + "\n\n" + Shown.text(header) + "\n"
  }

  public var json: String {
    func quoted(_ money: Money?) -> String { money.map { "\"\($0.decimalString)\"" } ?? "null" }
    func share(_ share: Share) -> String { FixedPoint.shortestString(share.millionths, places: 6) }
    let rows = plans.map { plan -> String in
      var members = ["\"model\":\(JSONWriter.string(plan.name))", "\"status\":\"\(plan.status.word)\""]
      for (suffix, cost) in [("", plan.range?.lowerBound), ("_max", plan.range?.upperBound)] {
        members += [
          "\"usd_per_request\(suffix)\":\(quoted(cost?.perRequest))",
          "\"usd_per_day\(suffix)\":\(quoted(cost?.perDay))",
          "\"usd_per_month\(suffix)\":\(quoted(cost?.perMonth))",
          "\"usd_per_year\(suffix)\":\(quoted(cost?.perYear))",
        ]
      }
      members.append("\"price\":\(JSONWriter.string(source(of: plan)))")
      return "{" + members.joined(separator: ",") + "}"
    }
    var members = [
      "\"schema\":1", "\"currency\":\"USD\"", "\"days_per_month\":\(ModelPlan.daysPerMonth)",
      """
      "workload":{"requests_per_day":\(FixedPoint.shortestString(workload.dailyMillionths, places: 6)),"input":\(workload.promptTokens),\
      "output":\(workload.outputTokens.lowerBound),"output_max":\(workload.outputTokens.upperBound),\
      "cached":\(share(workload.cachedShare)),"batch":\(share(workload.batchShare)),\
      "retries":\(share(workload.retryShare)),"growth":\(share(workload.monthlyGrowth)),\
      "recorded_requests":\(JSONWriter.number(recorded?.requests)),\
      "observed_seconds":\(JSONWriter.number(recorded?.observed.seconds))}
      """,
      "\"rows\":[\(rows.joined(separator: ","))]",
    ]
    if let option = hosting { members.append("\"self_hosted\":\(hostingJSON(option))") }
    return "{" + members.joined(separator: ",") + "}"
  }

  private func hostingJSON(_ option: HostingOption) -> String {
    let hosting = option.hosting
    let points = plans.compactMap { plan -> String? in
      guard let cost = plan.range?.upperBound else { return nil }
      let point = hosting.breakEven(workload, perRequest: cost.perRequest)
      return """
        {"model":\(JSONWriter.string(plan.name)),"requests_per_day":\(JSONWriter.number(point?.requestsPerDay)),\
        "tokens_per_month":\(JSONWriter.number(point?.tokensPerMonth)),"replicas":\(JSONWriter.number(point?.replicas))}
        """
    }
    return """
      {"model":\(JSONWriter.string(hosting.model)),"gpus":\(hosting.gpus),"gpu":\(JSONWriter.string(hosting.gpu)),\
      "usd_per_gpu_hour":"\(hosting.perGPUHour.decimalString)",\
      "price_source":\(option.rental.map { JSONWriter.string("\($0.provider) \($0.region) \($0.asOf)") } ?? "null"),\
      "tokens_per_second":\(hosting.tokensPerSecond),"replicas":\(hosting.replicas(for: workload)),\
      "usd_per_month":"\(HostedCost(workload, on: hosting).perMonth.decimalString)","break_even":[\(points.joined(separator: ","))]}
      """
  }
}
