import SpendCore
import SpendFormatting
import SpendStore

/// GPU hours in a time range and their busy share, from the GPUs' own readings.
struct HardwareUse {
  var gpus = 0
  /// Kinds of processors, in order.
  var names: [String] = []
  /// Minutes of all GPUs together.
  var minutes: Int64 = 0
  private var busyReadings: Int64 = 0
  private var busyPercents: Int64 = 0
  private var powerReadings: Int64 = 0
  private var milliwatts: Int64 = 0

  /// A longer silence between two readings is time without the hardware.
  private static let longestGapMinutes: Int64 = 10

  /// Nil without readings.
  init?(in window: TimeWindow, _ store: SQLiteStore, zone: Zone) throws {
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
  var idlePermille: Int64? {
    busyReadings > 0 ? 1_000 - (busyPercents * 10 + busyReadings / 2) / busyReadings : nil
  }

  /// Energy in watt hours; nil without readings of power.
  var wattHours: Int64? {
    powerReadings > 0
      ? Int64(clamping: Int128(milliwatts) * Int128(minutes) / Int128(powerReadings) / 60_000) : nil
  }

  private var hours: String { FixedPoint.string((minutes * 100 + 30) / 60, places: 2, showing: 2) }

  var words: String {
    let kinds = names.filter { !$0.isEmpty }.joined(separator: ", ")
    var words = "hardware by its readings: \(hours) GPU hours on \(gpus) \(gpus == 1 ? "GPU" : "GPUs")"
    if !kinds.isEmpty { words += " (\(Shown.text(kinds)))" }
    if let idlePermille { words += ", idle \(idlePermille / 10).\(idlePermille % 10) % of them" }
    if let wattHours { words += ", \(FixedPoint.string(wattHours, places: 3, showing: 1)) kWh" }
    return words
  }

  /// A member of a JSON answer, which begins with a comma.
  var member: String {
    let idle = idlePermille.map { "\(FixedPoint.string($0, places: 3, showing: 3))" } ?? "null"
    let energy = wattHours.map { "\(FixedPoint.string($0, places: 3, showing: 3))" } ?? "null"
    return
      ",\"gpu_readings\":{\"gpus\":\(gpus),\"gpu_hours\":\(hours),\"idle_share\":\(idle),\"kwh\":\(energy)}"
  }
}
