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

/// Readings brought together by processor and hour.
public struct HardwareHours: Sendable {
  public private(set) var hours: [HardwareHour] = []
  private var places: [Key: Int] = [:]

  private struct Key: Hashable {
    var gpu: String
    var hour: Int64
  }

  public init() {}

  /// Adds a reading. `place`: the location of the log, which distinguishes machines whose processors lack
  /// numbers of their own. `zone`: the zone of the machines' clocks.
  public mutating func add(_ reading: HardwareReading, place: String, zone: Zone = .utc) {
    var reading = reading
    if reading.isUniversal {
      let time = Instant(seconds: reading.minute * 60)
      reading.minute += Int64(zone.offsetSeconds(at: time)).flooredQuotient(by: 60)
    }
    let gpu = reading.isUnique ? reading.gpu : "\(place): \(reading.gpu)"
    let hour = reading.minute.flooredQuotient(by: 60)
    let key = Key(gpu: gpu, hour: hour)
    let index = places[key] ?? hours.count
    if index == hours.count {
      places[key] = index
      hours.append(HardwareHour(gpu: gpu, name: reading.name, hour: hour))
    }
    hours[index].add(reading)
  }

  /// Returns the collected readings and begins anew.
  public mutating func take() -> [HardwareHour] {
    guard !hours.isEmpty else { return [] }
    defer { self = HardwareHours() }
    return hours
  }
}
