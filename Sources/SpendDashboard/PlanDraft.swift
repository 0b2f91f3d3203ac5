import SpendAnalytics
import SpendCore

/// A workload that is being planned. Values that were not changed are those of the recorded traffic.
public struct PlanDraft: Sendable, Hashable {
  /// Changed values, in counts, whole dollars or millionths.
  var entered: [PlanRow: Int64] = [:]
  /// The chosen model; nil for the first one.
  var model: String?
  /// The kind of rented GPUs; nil for none.
  var gpu: String?
  /// A value being typed.
  var typing: Typing?

  struct Typing: Sendable, Hashable {
    var row: PlanRow
    var text: String
  }

  /// Share of the time in which rented GPUs are busy, as in `spendtop plan`.
  static let utilisation = Share(millionths: 500_000)
  /// Models to compare without recorded traffic, and to choose from with it.
  static let commonModels = [
    "openai/gpt-5", "openai/gpt-5-mini", "openai/gpt-4o", "openai/gpt-4o-mini",
    "anthropic/claude-sonnet-4-5", "anthropic/claude-haiku-4-5", "google/gemini-2.5-pro",
    "google/gemini-2.5-flash", "deepseek/deepseek-chat",
  ]
  /// Models beside the chosen one.
  private static let mostCompared = 5

  /// The value of a row: the typed, the entered or the recorded one.
  func value(_ row: PlanRow, _ facts: PlanFacts?) -> Int64 {
    if let typing, typing.row == row, let value = row.value(typing.text) { return value }
    return entered[row] ?? Self.recorded(row, facts) ?? row.example
  }

  /// The recorded value of a row; nil when it is not recorded.
  static func recorded(_ row: PlanRow, _ facts: PlanFacts?) -> Int64? {
    guard let recorded = facts?.recorded else { return nil }
    return switch row {
    case .requests: recorded.requestsPerDay
    case .input: recorded.promptTokens
    case .output: recorded.outputTokens
    case .cached: recorded.cachedShare.millionths
    case .batch, .retries, .growth, .model, .traffic, .gpu, .throughput, .overhead: nil
    }
  }

  func workload(_ facts: PlanFacts?) -> Workload {
    let output = value(.output, facts)
    func share(_ row: PlanRow) -> Share { Share(millionths: value(row, facts)) }
    return Workload(
      dailyMillionths: dailyMillionths(facts), promptTokens: value(.input, facts),
      outputTokens: output...output, cachedShare: share(.cached), batchShare: share(.batch),
      retryShare: share(.retries), monthlyGrowth: share(.growth))
  }

  /// Requests a day in millionths: the entered ones, or exactly the recorded ones.
  func dailyMillionths(_ facts: PlanFacts?) -> Int64 {
    let isEntered = entered[.requests] != nil || typing?.row == .requests
    return (isEntered ? nil : facts?.recorded?.dailyMillionths)
      ?? Workload.millionths(value(.requests, facts))
  }

  /// Models to choose from: those of the recorded traffic, then common ones.
  static func models(_ facts: PlanFacts?) -> [String] {
    let recorded = facts?.recorded?.models ?? []
    return recorded + commonModels.filter { !recorded.contains($0) }
  }

  func chosenModel(_ facts: PlanFacts?) -> String { model ?? Self.models(facts)[0] }

  /// The chosen model, then those that it is compared with.
  func compared(_ facts: PlanFacts?) -> [String] {
    let chosen = chosenModel(facts)
    let recorded = facts?.recorded?.models ?? []
    let others = recorded.isEmpty ? Self.commonModels : recorded
    return [chosen] + others.filter { $0 != chosen }.prefix(Self.mostCompared)
  }

  /// Rented GPUs with the cheapest known rent; nil until their kind and their throughput are given.
  func hosting(_ facts: PlanFacts?) -> HostingOption? {
    let speed = value(.throughput, facts)
    guard let gpu, speed > 0, let rental = GPURental.cheapest(gpu) else { return nil }
    return HostingOption(
      hosting: SelfHosting(
        model: chosenModel(facts), gpus: value(.gpu, facts), gpu: gpu, perGPUHour: rental.perHour,
        tokensPerSecond: speed, utilisation: Self.utilisation,
        overheadPerMonth: Money(nanodollars: value(.overhead, facts) * 1_000_000_000)),
      rental: rental)
  }

  /// Takes the typed value over.
  mutating func commit() {
    if let typing, let value = typing.row.value(typing.text) { entered[typing.row] = value }
    typing = nil
  }
}
