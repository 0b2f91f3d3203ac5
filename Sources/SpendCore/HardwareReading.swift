/// State of one GPU at one moment.
public struct HardwareReading: Sendable, Hashable {
  /// The format of the source log.
  public var format: String
  /// Serial number of the GPU, or its index in its machine.
  public var gpu: String
  /// True when the name is unique across machines.
  public var isUnique: Bool
  public var name: String
  /// Minutes since 1970 on the clock of the machine, whose zone is absent from the log.
  public var minute: Int64
  /// True when `minute` is in UTC.
  public var isUniversal = false
  /// Share of the time since the last reading in which the GPU was busy; nil when absent from the log.
  public var busyPercent: Int32?
  public var milliwatts: Int64?

  /// Valid power readings of a processor; greater values exceed the power of a rack.
  public static let possibleMilliwatts: ClosedRange<Int64> = 0...100_000_000

  public init(format: String, gpu: String, isUnique: Bool, name: String, minute: Int64) {
    self.format = format
    self.gpu = gpu
    self.isUnique = isUnique
    self.name = name
    self.minute = minute
  }
}
