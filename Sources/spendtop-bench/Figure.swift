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

extension [Double] {
  var median: Double {
    guard !isEmpty else { return 0 }
    return sorted()[count / 2]
  }
}

enum Machine {
  /// Processor and number of cores.
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    return "\(model), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// The most memory this process has had, in megabytes.
  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1_024
  }
}
