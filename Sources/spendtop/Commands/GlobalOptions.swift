import ArgumentParser
import Foundation
import SpendCore
import SpendFormatting
import SpendSettings
import SpendStore

/// Options that every command accepts.
struct GlobalOptions: ParsableArguments {
  @Option(name: .customLong("db"), parsing: .unconditional, help: "Database file.")
  var database: String?

  @Option(name: .customLong("config"), parsing: .unconditional, help: "Configuration file.")
  var configuration: String?

  @Option(
    name: .customLong("tz"), parsing: .unconditional,
    help: "Time zone for days and clocks, such as Europe/Berlin.")
  var timeZone: String?

  /// Everything settled: files, zone and configuration.
  func resolved() throws -> Context {
    // An empty variable counts as none, as the XDG base directory specification has it.
    let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
    let (settings, configurationPath) = try loadSettings(environment)
    let zone = try (timeZone ?? settings.timezone).map(Self.zone) ?? Self.systemZone(environment["TZ"])
    let folders = UserFolders.here
    let path = database ?? environment["SPENDTOP_DB"] ?? settings.database ?? "\(folders.data)/spend.db"
    var context = Context(settings: settings, zone: zone, databasePath: folders.expanded(path))
    context.configurationPath = configurationPath
    return context
  }

  private static func zone(named name: String) throws -> Zone {
    guard let zone = Zone(named: name) else {
      throw CommandError(
        message: UserMessage(
          "there is no time zone \"\(name)\"", because: "unknown time zone",
          tryThis: "a name such as Europe/Berlin or UTC"), status: .usage)
    }
    return zone
  }

  /// The zone of the system; one that is unknown is UTC, with a warning.
  private static func systemZone(_ value: String?) -> Zone {
    let system = SystemZone(value)
    if let unknown = system.unknown {
      let warning = Shown.text("there is no time zone \"\(unknown)\" (TZ): days and months are those of UTC")
      FileHandle.standardError.write(Data("spendtop: \(warning)\n".utf8))
    }
    return system.zone
  }

  /// The settings, and the file they are in or would be written to.
  private func loadSettings(_ environment: [String: String]) throws -> (Settings, String) {
    if let named = configuration ?? environment["SPENDTOP_CONFIG"] {
      return (try Self.settings(named), named)
    }
    let own = UserFolders.here.configuration + "/config.toml"
    for path in [own, "/etc/spendtop/config.toml"] {
      guard access(path, F_OK) == 0 else { continue }
      return (try Self.settings(path), path)
    }
    return (Settings(), own)
  }

  private static let largestConfiguration = 1 << 20

  private static func settings(_ path: String) throws -> Settings {
    let settings = try Settings(toml: try text(ofConfiguration: path), path: path)
    try ConfigurationRights(path: path).check(settings)
    return settings
  }

  /// A configuration that is there and cannot be read is an error: running without it would be silent
  /// about every rule in it.
  private static func text(ofConfiguration path: String) throws -> String {
    let bytes = FileHandle(forReadingAtPath: path).flatMap { file in
      try? file.read(upToCount: largestConfiguration + 1) ?? Data()
    }
    if let bytes, bytes.count > largestConfiguration {
      throw CommandError(
        message: UserMessage(
          "cannot read the configuration \"\(path)\"", because: "it is larger than 1 MiB",
          tryThis: "pass another file with --config"), status: .unreadable)
    }
    guard let text = bytes.flatMap({ String(data: $0, encoding: .utf8) }) else {
      throw CommandError(
        message: UserMessage(
          "cannot read the configuration \"\(path)\"",
          because: "file not found or not readable as text",
          tryThis: "pass another file with --config"), status: .unreadable)
    }
    return text
  }
}
