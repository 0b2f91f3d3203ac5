import Foundation

/// A measured number.
struct Figure {
  var name: String
  var value: Double
  var unit: String
  var extra: String

  init(_ name: String, _ value: Double, _ unit: String, extra: String = "") {
    self.name = name
    self.value = value
    self.unit = unit
    self.extra = extra
  }

  static func short(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }

  var line: String {
    let padded = name + String(repeating: " ", count: max(1, 46 - name.count))
    return "\(padded) \(Self.short(value)) \(unit)" + (extra.isEmpty ? "" : "   (\(extra))")
  }

  var json: String { "{\"name\":\"\(name)\",\"value\":\(Self.short(value)),\"unit\":\"\(unit)\"}" }
}
