public import SpendCore
public import SpendPricing

/// A model served on own hardware.
public struct OwnHardware: Sendable, Hashable {
  public enum Rent: Hashable, Sendable {
    /// Rent of one GPU.
    case perHour(Money)
    /// Price of all GPUs together.
    case perMonth(Money)
  }

  /// By what requests share the cost of a day.
  public enum Shares: String, CaseIterable, Sendable {
    case tokens, requests
    /// By how long they took.
    case time
  }

  /// `*` stands for any text.
  public var model: String
  public var host: String?
  public var provider: String?
  public var gpus = 1
  public var rent: Rent
  public var shares = Shares.tokens
  /// Relative weights of a prompt token and an output token: prompts are cheaper to process.
  public var weights: (input: Int64, output: Int64) = (1, 4)
  /// When it runs; an open end is always.
  public var from: Instant?
  public var to: Instant?

  public init(model: String, rent: Rent) {
    self.model = model
    self.rent = rent
  }

  public var name: String { host.map { "\(model) on \($0)" } ?? model }

  public var coverage: Coverage {
    var conditions: [Dimension: String] = [.model: model]
    conditions[.provider] = provider
    return Coverage(.hardware, name: name, conditions: conditions)
  }

  public static func == (a: OwnHardware, b: OwnHardware) -> Bool {
    a.coverage == b.coverage && a.gpus == b.gpus && a.rent == b.rent && a.weights == b.weights
      && a.shares == b.shares && a.from == b.from && a.to == b.to
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(coverage)
  }
}
