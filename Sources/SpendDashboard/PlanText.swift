import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// The values of a plan, their sources and the costs that follow from them, as text.
struct PlanText {
  private let draft: PlanDraft
  private let facts: PlanFacts?
  private let request: SnapshotRequest
  private let planner: WorkloadPlanner?
  private let instant: Instant
  /// Cells for the names of models and features.
  private let longestName: Int
  /// The chosen model first; empty without a price book.
  let plans: [ModelPlan]

  init(_ state: DashboardState) {
    draft = state.plan
    request = state.request
    planner = state.planner
    instant = state.clock
    longestName = state.size.width >= 100 ? 48 : 30
    let facts = state.snapshot?.planFacts
    self.facts = facts
    let workload = state.plan.workload(facts)
    let (planner, instant) = (planner, instant)
    plans =
      planner.map { planner in
        state.plan.compared(facts).map { planner.plan(workload, model: $0, at: instant) }
      } ?? []
  }

  /// The plan of the chosen model; nil without a price book.
  var chosen: ModelPlan? { plans.first }

  private var workload: Workload { draft.workload(facts) }

  // MARK: Values

  func value(_ row: PlanRow) -> SafeText {
    if let typing = draft.typing, typing.row == row {
      return SafeText(typing.text + (row.isShare ? "▏%" : "▏"))
    }
    switch row {
    case .model: return SafeText(draft.chosenModel(facts)).cut(to: longestName)
    case .traffic: return SafeText(request.planFeature ?? "all features").cut(to: longestName)
    case .gpu:
      guard let gpu = draft.gpu else { return "none" }
      return SafeText("\(CountText.grouped(draft.value(.gpu, facts)))×\(gpu)")
    case .throughput:
      let speed = draft.value(row, facts)
      return speed > 0 ? SafeText(row.text(speed)) : "—"
    case .requests: return SafeText(CountText.rate(millionths: draft.dailyMillionths(facts)))
    case .input, .output, .cached, .batch, .retries, .growth, .overhead:
      let value = draft.value(row, facts)
      return SafeText(draft.entered[row] == nil ? row.meanText(value) : row.text(value))
    }
  }

  /// The source of a value.
  func source(_ row: PlanRow) -> SafeText {
    switch row {
    case .model: return modelSource
    case .traffic: return trafficSource
    case .gpu:
      guard let gpu = draft.gpu, let rental = GPURental.cheapest(gpu) else {
        return "for the break-even"
      }
      return SafeText(
        "\(MoneyText.text(rental.perHour))/h each, \(rental.provider) \(rental.asOf)")
    case .throughput:
      if draft.value(row, facts) > 0 { return "entered; output of all GPUs" }
      return draft.gpu == nil ? "for the break-even" : "enter tokens/s of a load test"
    case .overhead: return "people, storage, network; with the rent"
    case .requests, .input, .output, .cached, .batch, .retries, .growth: break
    }
    let recorded = PlanDraft.recorded(row, facts)
    if draft.entered[row] != nil || draft.typing?.row == row {
      return SafeText(recorded.map { "entered; recorded: \(recordedText(row, $0))" } ?? "entered")
    }
    if recorded != nil, let observed = facts?.recorded?.observed {
      return SafeText(
        row == .requests ? "recorded in \(observed.text)" : "recorded mean of \(PlanFacts.days) days")
    }
    return row.example == 0 ? "assumed" : isLoading ? "loading …" : "example value"
  }

  private func recordedText(_ row: PlanRow, _ value: Int64) -> String {
    guard row == .requests, let recorded = facts?.recorded else { return row.meanText(value) }
    return CountText.rate(millionths: recorded.dailyMillionths)
  }

  /// The traffic of another feature is on its way.
  private var isLoading: Bool { facts.map { $0.feature != request.planFeature } ?? true }

  private var modelSource: SafeText {
    let models = PlanDraft.models(facts)
    let name = draft.chosenModel(facts)
    let place = models.firstIndex(of: name).map { " · \($0 + 1) of \(models.count)" } ?? ""
    return SafeText((chosen?.shortSource(at: instant) ?? "no price book") + place)
  }

  private var trafficSource: SafeText {
    if isLoading { return "loading …" }
    guard let recorded = facts?.recorded else {
      return SafeText("no requests in \(PlanFacts.days) days")
    }
    return SafeText(
      "\(CountText.grouped(recorded.requests, "request")) in \(PlanFacts.days) days"
        + (request.isFiltered ? ", filtered" : ""))
  }

  // MARK: Costs

  /// The expected cost on a model or on rented GPUs.
  struct Cost {
    var name: SafeText
    /// Per request, day, month and year.
    var amounts: [SafeText]
    /// Nil when unpriced.
    var perMonth: Money?
  }

  /// The chosen model, rented GPUs, then the other models.
  var costs: [Cost] {
    let periods: [KeyPath<PlannedCost, Money>] = [\.perRequest, \.perDay, \.perMonth, \.perYear]
    let hosted = draft.hosting(facts).map { ($0.hosting, HostedCost(workload, on: $0.hosting)) }
    let largest = periods.indices.map { index -> MoneyText in
      var amounts = plans.compactMap { $0.range?.upperBound[keyPath: periods[index]] }
      if let cost = hosted?.1 { amounts.append(Self.amounts(cost)[index] ?? .zero) }
      // Requests are often so cheap that their costs need digits of their own.
      let places = amounts.filter { $0 > .zero }.map { MoneyText(for: $0).places }
      return MoneyText(places: index == 0 ? places.max() ?? 2 : MoneyText(for: amounts.max() ?? .zero).places)
    }
    var costs = plans.map { plan in
      Cost(
        name: SafeText(plan.name),
        amounts: periods.indices.map { Self.amount(plan, periods[$0], largest[$0]) },
        perMonth: plan.range?.upperBound.perMonth)
    }
    if let (hosting, cost) = hosted {
      let amounts = Self.amounts(cost).enumerated().map { index, amount in
        amount.map {
          SafeText($0 == Self.largest ? "≥" + MoneyText.short($0) : largest[index].text($0))
        } ?? "—"
      }
      costs.insert(
        Cost(
          name: SafeText("rented \(CountText.grouped(hosting.gpus))×\(hosting.gpu)"), amounts: amounts,
          perMonth: cost.perMonth), at: min(1, costs.count))
    }
    return costs
  }

  private static func amounts(_ cost: HostedCost) -> [Money?] {
    [cost.perRequest, cost.perDay, cost.perMonth, cost.perYear]
  }

  /// The largest amount that is counted, for larger ones as well.
  private static let largest = Money(nanodollars: .max)

  /// An amount of a plan with the sign of its certainty.
  static func amount(
    _ plan: ModelPlan, _ period: KeyPath<PlannedCost, Money>, _ style: MoneyText? = nil
  ) -> SafeText {
    guard let amount = plan.range?.upperBound[keyPath: period] else { return "unpriced" }
    if amount == largest { return "≥\(SafeText(MoneyText.short(amount)))" }
    let text = (style ?? MoneyText(for: amount)).text(amount)
    return SafeText((plan.status == .partial ? "≥" : plan.status == .estimated ? "~" : "") + text)
  }

  // MARK: Notes

  /// The break-even of each model; empty without rented GPUs.
  var breakEven: [Popup.Line] {
    if let option = draft.hosting(facts) { return breakEven(option) }
    guard let gpu = draft.gpu else { return [] }
    return [Popup.Line("Break-even with \(SafeText(gpu)): enter the GPU tokens/s", .warning)]
  }

  /// Monthly costs of the chosen model and of the rented GPUs around their break-even; empty without one.
  var volumeCosts: [VolumeCost] {
    guard let hosting = draft.hosting(facts)?.hosting,
      let perRequest = chosen?.range?.upperBound.perRequest,
      let point = hosting.breakEven(workload, perRequest: perRequest)
    else { return [] }
    return hosting.costs(of: workload, perRequest: perRequest, around: point)
  }

  /// A number of requests a day with the cost of a month on each model.
  struct Volume {
    var dailyMillionths: Int64
    var isPlanned: Bool
    var perMonth: [SafeText]
  }

  /// The planned volume between smaller and larger ones.
  var volumes: [Volume] {
    guard let planner else { return [] }
    return Self.multiples.compactMap { times, divisor in
      let (product, isTooLarge) = workload.dailyMillionths.multipliedReportingOverflow(by: times)
      var volume = workload
      volume.dailyMillionths = product / divisor
      let most = Workload.millionths(Workload.mostRequestsPerDay)
      guard !isTooLarge, (1...most).contains(volume.dailyMillionths) else { return nil }
      return Volume(
        dailyMillionths: volume.dailyMillionths, isPlanned: times == divisor,
        perMonth: plans.map { Self.amount(planner.plan(volume, model: $0.name, at: instant), \.perMonth) })
    }
  }

  private static let multiples: [(times: Int64, divisor: Int64)] = [
    (1, 10), (1, 4), (1, 2), (1, 1), (2, 1), (5, 1), (10, 1), (100, 1),
  ]
  static let mostVolumes = multiples.count

  /// The sources of the prices and of the shape.
  var sources: [Popup.Line] {
    var lines: [Popup.Line] = []
    if let planner {
      lines += plans.map { plan in
        // The price book may know the model by another name.
        let source = planner.source(of: plan, at: instant)
        let text = source.hasPrefix("\(plan.name),") ? source : "\(plan.name): \(source)"
        return Popup.Line(SafeText(text), .muted)
      }
    }
    if let recorded = facts?.recorded {
      let feature = facts?.feature.map { " of \($0)" } ?? ""
      lines.append(
        Popup.Line(
          SafeText(
            "shape: mean of \(CountText.grouped(recorded.requests, "recorded request"))\(feature) since \(recorded.window.start.rfc3339.prefix(10))"
          ), .muted))
    }
    lines.append(Popup.Line("cache writes are not included; growth is compounded monthly in a year", .muted))
    return lines
  }

  private func breakEven(_ option: HostingOption) -> [Popup.Line] {
    let hosting = option.hosting
    var lines = plans.compactMap { plan -> Popup.Line? in
      guard let cost = plan.range?.upperBound else { return nil }
      guard let point = hosting.breakEven(workload, perRequest: cost.perRequest) else {
        return Popup.Line(SafeText("\(plan.name) is cheaper than the GPUs at every volume"), .good)
      }
      return Popup.Line(
        SafeText(
          "break-even with \(plan.name): \(CountText.grouped(point.requestsPerDay)) requests a day, \(CountText.text(point.tokensPerMonth)) tokens a month"
        ), .title)
    }
    let replicas = HostedCost(workload, on: hosting).replicas
    let rent = option.rental.map { ", \($0.provider) list price of \($0.asOf), cheapest known" } ?? ""
    let overhead =
      hosting.overheadPerMonth > .zero
      ? ", \(MoneyText.text(hosting.overheadPerMonth)) overhead a month" : ""
    lines.append(
      Popup.Line(
        SafeText(
          "GPUs: \(MoneyText.text(hosting.perGPUHour)) per GPU hour\(rent), \(CountText.grouped(hosting.tokensPerSecond)) output tokens/s as entered, \(FixedPoint.shortestString(hosting.utilisation.millionths, places: 4)) % busy: \(CountText.grouped(replicas)) \(replicas == 1 ? "replica" : "replicas")\(overhead)"
        ), .muted))
    return lines
  }
}
