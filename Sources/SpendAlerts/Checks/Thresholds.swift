import SpendText

/// Two ranges that a value is held against.
public struct Thresholds: Sendable, Hashable {
  public var warn: ThresholdRange?
  public var critical: ThresholdRange?

  public init(warn: ThresholdRange? = nil, critical: ThresholdRange? = nil) {
    self.warn = warn
    self.critical = critical
  }

  public func status(of value: Double) -> PluginResult.Status {
    if critical?.alerts(value) == true { return .critical }
    return warn?.alerts(value) == true ? .warning : .ok
  }

  func scaled(by factor: Double) -> Thresholds {
    Thresholds(warn: warn?.scaled(by: factor), critical: critical?.scaled(by: factor))
  }
}
