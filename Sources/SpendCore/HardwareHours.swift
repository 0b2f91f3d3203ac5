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
