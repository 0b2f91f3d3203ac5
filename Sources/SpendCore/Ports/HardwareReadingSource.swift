/// Reads what logs report of graphics processors.
public protocol HardwareReadingSource {
  /// The readings of the hours from `first` to before `last`, hours since 1970 on the machines' clocks,
  /// by processor and in order of time.
  func hardwareHours(from first: Int64, to last: Int64) throws -> [HardwareHour]
}
