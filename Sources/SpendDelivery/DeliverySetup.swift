public import SpendAlerts
public import SpendCore

/// The configuration of alert evaluation and delivery, with the ways to open what they use.
public struct DeliverySetup: Sendable {
  public var zone: Zone
  /// First day of the billing month.
  public var billingDay = 1
  public var budgets: [Budget] = []
  public var rules: [AlertRule] = []
  public var receivers: [Receiver] = []
  public var digests: [Digest] = []
  /// Nil when heartbeats are not configured.
  public var heartbeat: Heartbeat?
  /// Currency of notices; nil for dollars.
  public var currency: ShownCurrency?
  /// Reason why configured programs are not started; nil when they are.
  public var objection: @Sendable () -> String? = { nil }
  /// Opens the store; each thread opens its own.
  public var openStore: @Sendable () throws -> any SpendSource & IngestFactsSource
  /// Opens the stored alerts and the outbox.
  public var openLedger: @Sendable () throws -> any AlertLedger
  /// True when `openLedger` would not create a file.
  public var hasLedger: @Sendable () -> Bool = { true }
  /// Rings the terminal: with an escape sequence, or the bell when it is nil. False without a terminal.
  public var ring: @Sendable (String?) -> Bool = { _ in false }
  /// Writes a line to the log of the program.
  public var write: @Sendable (String, LogPriority) -> Void = { _, _ in }
  /// The text of an error for the log.
  public var describe: @Sendable (any Error) -> String = { "\($0)" }

  public init(
    zone: Zone, openStore: @escaping @Sendable () throws -> any SpendSource & IngestFactsSource,
    openLedger: @escaping @Sendable () throws -> any AlertLedger
  ) {
    self.zone = zone
    self.openStore = openStore
    self.openLedger = openLedger
  }

  public func log(_ text: String, _ priority: LogPriority) { write(text, priority) }
}
