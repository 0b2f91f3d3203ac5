/// The readings of one processor in one hour.
public struct HardwareHour: Sendable, Hashable {
  public var gpu: String
  public var name: String
  /// Hours since 1970 on the clock of the machine.
  public var hour: Int64
  /// The minutes with readings, the first in the lowest bit. Reading a log twice leaves the value unchanged.
  public var minutes: UInt64 = 0
  public var busyReadings: Int64 = 0
  public var busyPercents: Int64 = 0
  public var powerReadings: Int64 = 0
  public var milliwatts: Int64 = 0

  public init(gpu: String, name: String, hour: Int64) {
    self.gpu = gpu
    self.name = name
    self.hour = hour
  }

  mutating func add(_ reading: HardwareReading) {
    minutes |= 1 << UInt64(reading.minute - hour * 60)
    if let percent = reading.busyPercent {
      busyReadings += 1
      busyPercents += Int64(percent)
    }
    if let power = reading.milliwatts {
      powerReadings += 1
      milliwatts = milliwatts &+ power
    }
  }
}
