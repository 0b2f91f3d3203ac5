public import SpendCore

/// GPU hours in a time range and their busy share, from the GPUs' own readings.
public struct HardwareUse {
  public var gpus = 0
  /// Kinds of processors, in order.
  public var names: [String] = []
  /// Minutes of all GPUs together.
  public var minutes: Int64 = 0
  private var busyReadings: Int64 = 0
  private var busyPercents: Int64 = 0
  private var powerReadings: Int64 = 0
  private var milliwatts: Int64 = 0

  /// A longer silence between two readings is time without the hardware.
  private static let longestGapMinutes: Int64 = 10

  /// Nil without readings.
  public init?(in window: TimeWindow, _ store: any HardwareReadingSource, zone: Zone) throws {
    // The readings' clocks are taken to be those of the zone that reports are in.
    func minute(_ instant: Instant) -> Int64 {
      (instant.seconds &+ Int64(zone.offsetSeconds(at: instant))).flooredQuotient(by: 60)
    }
    let bounds = TimeWindow.allTime
    let first = minute(max(window.start, bounds.start))
    let last = minute(min(window.end, bounds.end))
    let hours = try store.hardwareHours(
      from: first.flooredQuotient(by: 60), to: (last &+ 59).flooredQuotient(by: 60))
    guard !hours.isEmpty else { return nil }
    var gpu = ""
    var before = Int64.min
    for hour in hours {
      if hour.gpu != gpu {
        gpu = hour.gpu
        gpus += 1
        before = .min
      }
      if !names.contains(hour.name) { names.append(hour.name) }
      for place in 0..<Int64(60) where hour.minutes & 1 << UInt64(place) != 0 {
        let now = hour.hour &* 60 &+ place
        guard now >= first, now < last else { continue }
        minutes += before == .min || now - before > Self.longestGapMinutes ? 1 : now - before
        before = now
      }
      busyReadings += hour.busyReadings
      busyPercents += hour.busyPercents
      powerReadings += hour.powerReadings
      milliwatts += hour.milliwatts
    }
    names.sort()
    guard minutes > 0 else { return nil }
  }

  /// Idle share in thousandths; nil without readings.
  public var idlePermille: Int64? {
    busyReadings > 0 ? 1_000 - (busyPercents * 10 + busyReadings / 2) / busyReadings : nil
  }

  /// Energy in watt hours; nil without readings of power.
  public var wattHours: Int64? {
    powerReadings > 0
      ? Int64(clamping: Int128(milliwatts) * Int128(minutes) / Int128(powerReadings) / 60_000) : nil
  }
}
