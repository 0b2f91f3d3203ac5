import Foundation

/// The time zone that the C library takes from the environment: `TZ`, or the system's where it is not set.
public struct SystemZone: Sendable {
  public let zone: Zone
  /// The value of `TZ` when it names no zone; `zone` is then UTC, as it is for the C library.
  public let unknown: String?

  private static let localTime = "/etc/localtime"

  /// - Parameter value: the value of `TZ`; nil where it is not set.
  public init(_ value: String?) {
    guard let value, !value.isEmpty else {
      self.init(Zone(named: TimeZone.current.identifier))
      return
    }
    // POSIX leaves the form behind a colon to the system, and the C library reads a file there too.
    let name = value.hasPrefix(":") ? String(value.dropFirst()) : value
    self.init(name.hasPrefix("/") ? Self.zone(ofFile: name) : Self.zone(named: name), value)
  }

  private init(_ zone: Zone?, _ value: String? = nil) {
    self.zone = zone ?? .utc
    unknown = zone == nil ? value : nil
  }

  /// A file of the database comes before rules: `EST5EDT` is both, and `GMT+3` is no file.
  private static func zone(named name: String) -> Zone? {
    let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
    if let rules = ClockRules(name), access("\(folder)/\(name)", F_OK) != 0 { return Zone(rules) }
    return Zone(named: name)
  }

  private static func zone(ofFile path: String) -> Zone? {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    for name in [path, file].compactMap(name(below:)) {
      if let zone = Zone(named: name) { return zone }
    }
    if path == localTime,
      let name = try? String(contentsOfFile: "/etc/timezone", encoding: .utf8),
      let zone = Zone(named: name.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      return zone
    }
    // A copied file ends with the rules that hold now.
    guard let bytes = FileManager.default.contents(atPath: file), bytes.prefix(4) == Data("TZif".utf8),
      let line = bytes.split(separator: UInt8(ascii: "\n")).last
    else { return nil }
    let footer = String(decoding: line, as: UTF8.self)
    return ClockRules(footer).map(Zone.init) ?? Zone(named: footer)
  }

  /// The name of a zone from the path of its file.
  private static func name(below path: String) -> String? {
    guard let folder = path.range(of: "/zoneinfo/") else { return nil }
    let name = path[folder.upperBound...]
    for variant in ["posix/", "right/"] where name.hasPrefix(variant) {
      return String(name.dropFirst(variant.count))
    }
    return String(name)
  }
}
