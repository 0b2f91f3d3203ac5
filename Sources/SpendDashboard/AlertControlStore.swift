public import SpendAlerts
public import SpendCore

/// Stores acknowledgements and silences where the collector and other dashboards read them.
///
/// Used by one thread. Each method throws what its store throws, as a `UserMessage` where it can.
public protocol AlertControlStore: AnyObject {
  /// The collector's alert engine; nil before its first evaluation.
  func engine() throws -> AlertEngine?

  func controls() throws -> AlertControls

  /// Acknowledges an alert, or removes its acknowledgement.
  func acknowledge(_ alert: AlertView, at now: Instant) throws

  /// Silences an alert for an hour, or ends the silence that covers it.
  func silence(_ alert: AlertView, at now: Instant) throws
}
