public import SpendCore

/// Figures in the text format of Prometheus (version 0.0.4, prometheus.io, "Exposition formats"; read
/// November 2026).
public struct PrometheusText {
  public private(set) var text = ""

  public init() {}

  /// Begins a family: all its samples follow.
  public mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  public mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: String) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  /// Cumulative counts of durations in seconds, as a classic histogram.
  public mutating func histogram(
    _ name: String, _ labels: [(String, String)], _ durations: LatencyHistogram, bounds: [Double]
  ) {
    for bound in bounds {
      let count = durations.buckets.reduce(Int64(0)) {
        LatencyHistogram.midpoint(of: $1.bucket) <= bound * 1_000 ? $0 + Int64($1.count) : $0
      }
      sample("\(name)_bucket", labels + [("le", Self.number(bound))], "\(count)")
    }
    sample("\(name)_bucket", labels + [("le", "+Inf")], "\(durations.count)")
    sample("\(name)_sum", labels, AmountText.fixed(durations.total / 1_000, places: 6))
    sample("\(name)_count", labels, "\(durations.count)")
  }

  /// Without superfluous zeros: `0.4`, `2`.
  private static func number(_ value: Double) -> String {
    value == value.rounded() ? AmountText.fixed(value, places: 0) : AmountText.fixed(value, places: 1)
  }

  public static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      // Control characters, which would move a terminal, are replaced by their pictures.
      case "\0"..<" ", "\u{7F}"..."\u{9F}":
        let picture = scalar.value < 0x20 ? 0x2400 + scalar.value : scalar.value == 0x7F ? 0x2421 : 0xFFFD
        result.unicodeScalars.append(Unicode.Scalar(picture) ?? "\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
