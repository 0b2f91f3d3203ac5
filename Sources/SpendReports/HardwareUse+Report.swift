public import SpendAnalytics
import SpendCore
import SpendFormatting

extension HardwareUse {
  private var hours: String { FixedPoint.string((minutes * 100 + 30) / 60, places: 2, showing: 2) }

  public var words: String {
    let kinds = names.filter { !$0.isEmpty }.joined(separator: ", ")
    var words = "hardware by its readings: \(hours) GPU hours on \(gpus) \(gpus == 1 ? "GPU" : "GPUs")"
    if !kinds.isEmpty { words += " (\(Shown.text(kinds)))" }
    if let idlePermille { words += ", idle \(idlePermille / 10).\(idlePermille % 10) % of them" }
    if let wattHours { words += ", \(FixedPoint.string(wattHours, places: 3, showing: 1)) kWh" }
    return words
  }

  /// A member of a JSON answer, which begins with a comma.
  public var member: String {
    let idle = idlePermille.map { "\(FixedPoint.string($0, places: 3, showing: 3))" } ?? "null"
    let energy = wattHours.map { "\(FixedPoint.string($0, places: 3, showing: 3))" } ?? "null"
    return
      ",\"gpu_readings\":{\"gpus\":\(gpus),\"gpu_hours\":\(hours),\"idle_share\":\(idle),\"kwh\":\(energy)}"
  }
}
