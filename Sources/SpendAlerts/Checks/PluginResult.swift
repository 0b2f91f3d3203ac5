import SpendText

/// Result of a check for a monitoring system.
public struct PluginResult: Sendable, Hashable {
  /// The raw value is the exit status of the program.
  public enum Status: Int32, Sendable, Hashable, CaseIterable {
    case ok = 0
    case warning = 1
    case critical = 2
    case unknown = 3

    public var word: String {
      switch self {
      case .ok: "OK"
      case .warning: "WARNING"
      case .critical: "CRITICAL"
      case .unknown: "UNKNOWN"
      }
    }

    /// Not knowing outweighs a warning and yields to a critical state.
    var rank: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .unknown: 2
      case .critical: 3
      }
    }

    public static func worst(_ states: some Sequence<Status>) -> Status {
      states.max { $0.rank < $1.rank } ?? .ok
    }
  }

  public var status: Status
  /// Name of the check: `BUDGET`.
  public var service: String
  public var text: String
  public var measures: [Measure]
  /// Further lines for a person.
  public var details: [String]

  public init(
    _ status: Status, service: String, text: String, measures: [Measure] = [], details: [String] = []
  ) {
    self.status = status
    self.service = service
    self.text = text
    self.measures = measures
    self.details = details
  }

  /// A figure for graphs.
  public struct Measure: Sendable, Hashable {
    public var label: String
    /// Nil when it could not be determined.
    public var value: Double?
    public var unit: String
    public var warn: ThresholdRange?
    public var critical: ThresholdRange?
    public var least: Double?
    public var most: Double?

    public init(
      _ label: String, _ value: Double?, unit: String = "", warn: ThresholdRange? = nil,
      critical: ThresholdRange? = nil, least: Double? = nil, most: Double? = nil
    ) {
      self.label = label
      self.value = value
      self.unit = unit
      self.warn = warn
      self.critical = critical
      self.least = least
      self.most = most
    }

    /// `'label'=value[unit];[warn];[critical];[least];[most]`
    public var description: String {
      let clean = PluginResult.plain(label).filter { $0 != "=" }
      let name = clean.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      let number = value.flatMap { $0.isFinite && $0.magnitude < 1e12 ? ThresholdRange.text($0) : nil }
      var fields = [
        number.map { $0 + unit } ?? "U", warn.map(\.description) ?? "", critical.map(\.description) ?? "",
        least.map(ThresholdRange.text) ?? "", most.map(ThresholdRange.text) ?? "",
      ]
      while fields.last == "" { fields.removeLast() }
      return "'\(name)'=" + fields.joined(separator: ";")
    }
  }

  /// Old monitoring cores read the first 4,096 bytes, and show the first line.
  private static let longestLine = 200
  private static let longestMeasures = 1_400
  private static let longestOutput = 4_000

  /// The whole output, each line without its end.
  public var lines: [String] {
    var first = "SPENDTOP \(service) \(status.word) - " + Self.plain(text)
    if first.count > Self.longestLine { first = first.prefix(Self.longestLine - 1) + "…" }
    var figures = ""
    for measure in measures {
      let text = measure.description
      if figures.utf8.count + text.utf8.count >= Self.longestMeasures { break }
      figures += (figures.isEmpty ? "" : " ") + text
    }
    var lines = [figures.isEmpty ? first : "\(first) | \(figures)"]
    var size = lines[0].utf8.count
    for detail in details {
      let line = Self.plain(detail)
      size += line.utf8.count + 1
      if size > Self.longestOutput { break }
      lines.append(line)
    }
    return lines
  }

  /// Text without control characters and without the sign that begins figures.
  static func plain(_ text: String) -> String {
    String(SafeText(text).string.map { $0 == "|" ? "/" : $0 })
  }
}
