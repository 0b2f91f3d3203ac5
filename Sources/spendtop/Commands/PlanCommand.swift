import ArgumentParser
import SpendAnalytics
import SpendCore
import SpendPricing
import SpendReports
import SpendStore

/// `spendtop plan`: expected cost of traffic that does not exist yet.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Estimate the cost of a workload before building it.",
    discussion: """
        spendtop plan --requests-per-day 10000 --input 2000 --model gpt-4o
        spendtop plan --requests-per-day 10000 --input 2000 --output 200..800 --cached 60% --model gpt-4o --model gpt-4o-mini
        spendtop plan --like feature=search --since 30d --scale 3 --model claude-sonnet-4-5
        spendtop plan --requests-per-day 100000 --input 500 --output 300 --model gpt-4o \\
          --compare self-hosted=llama-3.3-70b@2xA100 --throughput 1200 --utilisation 50%
      """)

  typealias Format = ReportFormat

  @OptionGroup var global: GlobalOptions
  @Option(parsing: .unconditional, help: "Requests per day.")
  var requestsPerDay: String?
  @Option(parsing: .unconditional, help: "Prompt tokens per request, cached ones included.")
  var input: String?
  @Option(parsing: .unconditional, help: "Output tokens per request: 500, or a range 200..800.")
  var output: String?
  @Option(parsing: .unconditionalSingleValue, help: "A model, or provider/model; repeatable.")
  var model: [String] = []
  @Option(parsing: .unconditional, help: "Share of the prompt read from the cache: 60% or 0.6.")
  var cached: String?
  @Option(parsing: .unconditional, help: "Share of the requests sent as batches.")
  var batch: String?
  @Option(parsing: .unconditional, help: "Share of the requests that are retried.")
  var retries: String?
  @Option(parsing: .unconditional, help: "Growth of the traffic per month, compounded.")
  var growth: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: "Take the shape from recorded traffic: key=value, as --filter of report; repeatable.")
  var like: [String] = []
  @Option(parsing: .unconditional, help: "Recorded time range for --like (default: 30d).")
  var since: String?
  @Option(parsing: .unconditional, help: "Multiply the recorded requests per day.")
  var scale: String?
  @Option(parsing: .unconditional, help: "Compare with own hardware: self-hosted=MODEL@2xA100.")
  var compare: String?
  @Option(parsing: .unconditional, help: "USD per GPU and hour (default: the cheapest known rental).")
  var gpuHour: String?
  @Option(
    parsing: .unconditional, help: "Output tokens per second of all GPUs of a replica, under full load.")
  var throughput: String?
  @Option(parsing: .unconditional, help: "Share of the time in which the hardware is busy (default: 50%).")
  var utilisation: String?
  @Option(parsing: .unconditional, help: "USD per month for people, storage and network.")
  var overhead: String?
  @Option(parsing: .unconditional, help: "Price date (default: now).")
  var at: String?
  @Option(parsing: .unconditional, help: "table, json, csv or markdown.")
  var format = Format.table

  func run() throws {
    let report = try report(try global.resolved())
    switch format {
    case .table: print(report.table)
    case .json: print(report.json)
    case .csv: print(report.csv)
    case .markdown: print(report.markdown)
    }
  }

  func report(_ context: Context) throws -> PlanReport {
    try refuseCombinations()
    let instant = try at.map { try context.time($0, option: "--at") } ?? context.now
    let recorded = try like.isEmpty ? nil : recordedTraffic(context)
    let workload = try workload(recorded)
    let models = try models(recorded)
    let catalog = try context.catalog
    let plans = models.map { ModelPlan(workload, model: $0, catalog, at: instant) }
    if let plan = plans.first(where: { $0.range?.upperBound.isBeyondRange == true }) {
      throw UserMessage(
        "the plan for \"\(plan.name)\" cannot be stated",
        because: "a year of it costs more than $9.2 billion",
        tryThis: growth == nil
          ? "fewer --requests-per-day" : "a lower --growth, which is compounded each month")
    }
    return PlanReport(
      workload: workload, plans: plans, hosting: try hosting(), recorded: recorded, instant: instant,
      catalog: catalog)
  }

  /// Throws `UserMessage` for an option that would change nothing.
  private func refuseCombinations() throws {
    let needsLike = [("--since", since), ("--scale", scale)]
    if like.isEmpty, case (let option, let value?)? = needsLike.first(where: { $0.1 != nil }) {
      throw UserMessage(
        "\(option) needs --like", because: "it applies to recorded traffic",
        tryThis: "--like feature=search \(option) \(value)")
    }
    if requestsPerDay != nil, scale != nil {
      throw UserMessage(
        "--scale does not apply to --requests-per-day",
        because: "it multiplies the recorded requests per day",
        tryThis: "one of them")
    }
    let needsCompare = [
      ("--gpu-hour", gpuHour), ("--throughput", throughput), ("--utilisation", utilisation),
      ("--overhead", overhead),
    ]
    if compare == nil, case (let option, let value?)? = needsCompare.first(where: { $0.1 != nil }) {
      throw UserMessage(
        "\(option) needs --compare", because: "it applies to own hardware",
        tryThis: "--compare self-hosted=llama-3.3-70b@2xA100 \(option) \(value)")
    }
  }

  // MARK: Workload

  private func workload(_ recorded: RecordedTraffic?) throws -> Workload {
    let requests = try requestsPerDay.map {
      Workload.millionths(try count($0, "requests-per-day", atMost: Workload.mostRequestsPerDay))
    }
    let prompt = try input.map { try count($0, "input", atMost: Workload.mostTokens) }
    guard let requests = try requests ?? scaled(recorded?.dailyMillionths) else {
      throw UserMessage(
        "the plan has no volume", because: "--requests-per-day is missing",
        tryThis: "spendtop plan --requests-per-day 10000 --input 2000 --output 500 --model gpt-4o")
    }
    guard let prompt = prompt ?? recorded?.promptTokens else {
      throw UserMessage(
        "the plan has no prompt length", because: "--input is missing", tryThis: "--input 2000")
    }
    let recordedOutput = recorded.map { $0.outputTokens...$0.outputTokens }
    return Workload(
      dailyMillionths: requests, promptTokens: prompt,
      outputTokens: try outputRange() ?? recordedOutput ?? 0...0,
      cachedShare: try share(cached, "cached", atMost: Share.one) ?? recorded?.cachedShare ?? .none,
      batchShare: try share(batch, "batch", atMost: Share.one) ?? .none,
      retryShare: try share(retries, "retries", atMost: Workload.retries.upperBound) ?? .none,
      monthlyGrowth: try share(
        growth, "growth", from: Workload.growth.lowerBound, atMost: Workload.growth.upperBound) ?? .none)
  }

  /// Millionths of a request, so that a rare one is scaled as it was recorded.
  private func scaled(_ millionths: Int64?) throws -> Int64? {
    guard let millionths else { return nil }
    guard let scale else { return millionths }
    guard let factor = FixedPoint.parse(scale.utf8, places: 6), factor >= 0 else {
      throw Self.invalid(scale, "scale", "a number that is not negative")
    }
    return Share(millionths: factor).of(millionths)
  }

  private func outputRange() throws -> ClosedRange<Int64>? {
    guard let output else { return nil }
    let ends = output.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    let most = Workload.mostTokens
    switch ends.count {
    case 1:
      let tokens = try count(output, "output", atMost: most)
      return tokens...tokens
    case 2:
      let (low, high) = (
        try count(ends[0], "output", atMost: most), try count(ends[1], "output", atMost: most)
      )
      guard low <= high else { throw Self.invalid(output, "output", "a range from the least to the most") }
      return low...high
    default: throw Self.invalid(output, "output", "a number, or a range such as 200..800")
    }
  }

  private func models(_ recorded: RecordedTraffic?) throws -> [String] {
    let named = model.flatMap { $0.split(separator: ",").map(String.init) }
    if !named.isEmpty {
      var seen: Set<String> = []
      return named.filter { seen.insert($0).inserted }
    }
    guard let models = recorded?.models, !models.isEmpty else {
      throw UserMessage(
        "the plan has no model", because: "--model is missing", tryThis: "--model gpt-4o; repeatable")
    }
    return models
  }

  // MARK: Own hardware

  private func hosting() throws -> HostingOption? {
    guard let compare else { return nil }
    let text = compare.hasPrefix("self-hosted=") ? String(compare.dropFirst(12)) : compare
    guard let hardware = SelfHosting.hardware(text) else {
      throw Self.invalid(compare, "compare", "self-hosted=MODEL@2xA100")
    }
    let stated = try gpuHour.map { try money($0, "gpu-hour") }
    let rental = GPURental.cheapest(hardware.gpu)
    guard let perHour = stated ?? rental?.perHour else {
      throw UserMessage(
        "the rent of \"\(hardware.gpu)\" is not known",
        because: "the catalogue has \(GPURental.names.joined(separator: ", "))", tryThis: "--gpu-hour 2.00")
    }
    guard let throughput else {
      throw UserMessage(
        "the throughput of \(hardware.model) on \(hardware.gpus)×\(hardware.gpu) is not known",
        because: "it decides how many replicas are needed, and depends on engine, precision and batch size",
        tryThis: "--throughput 1200, the output tokens per second of a load test")
    }
    let speed = try count(throughput, "throughput", atMost: 1_000_000_000)
    guard speed > 0 else { throw Self.invalid(throughput, "throughput", "above 0") }
    let busy = try share(utilisation, "utilisation", atMost: Share.one) ?? Share(millionths: 500_000)
    guard busy > .none else { throw Self.invalid(utilisation ?? "", "utilisation", "above 0") }
    return HostingOption(
      hosting: SelfHosting(
        model: hardware.model, gpus: hardware.gpus, gpu: hardware.gpu, perGPUHour: perHour,
        tokensPerSecond: speed, utilisation: busy,
        overheadPerMonth: try overhead.map { try money($0, "overhead") } ?? .zero),
      rental: stated == nil ? rental : nil)
  }

  // MARK: Recorded traffic

  private func recordedTraffic(_ context: Context) throws -> RecordedTraffic {
    let filters = try like.map(FilterText.parse)
    let span = try context.span(since: since ?? "30d", until: nil)
    let store = try context.store()
    let window = TimeWindow(start: span.start ?? context.now, end: context.now)
    let rows = try context.reading {
      try store.rows(for: SpendQuery(window: window, groups: [.provider, .model], filters: filters))
    }
    guard let traffic = RecordedTraffic(rows, window, since: try store.health().firstEvent) else {
      throw UserMessage(
        "no requests match \(like.joined(separator: " ")) since \(since ?? "30d")",
        tryThis: "spendtop report --since \(since ?? "30d") shows recorded traffic")
    }
    return traffic
  }

  // MARK: Option values

  private func count(_ text: String, _ option: String, atMost most: Int64) throws -> Int64 {
    let digits = text.replacing("_", with: "").replacing(",", with: "")
    guard let value = Int64(digits), value >= 0, value <= most else {
      throw Self.invalid(text, option, "a whole number from 0 to \(most)")
    }
    return value
  }

  private func share(
    _ text: String?, _ option: String, from least: Int64 = 0, atMost most: Int64
  ) throws -> Share? {
    guard let text else { return nil }
    guard let share = Share(text: text), (least...most).contains(share.millionths) else {
      throw Self.invalid(
        text, option,
        "a share from \(least * 100 / Share.one)% to \(most * 100 / Share.one)%, such as 60% or 0.6")
    }
    return share
  }

  private func money(_ text: String, _ option: String) throws -> Money {
    guard let money = Money(dollars: text), money >= .zero else {
      throw Self.invalid(text, option, "an amount in USD that is not negative")
    }
    return money
  }

  private static func invalid(_ text: String, _ option: String, _ expected: String) -> UserMessage {
    UserMessage(
      "--\(option) cannot be \"\(text)\"", because: "it must be \(expected)", tryThis: "spendtop plan --help")
  }
}
