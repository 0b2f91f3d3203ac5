import SpendAlerts
import SpendAnalytics
import SpendCore
import SpendScreen

/// Services of the surrounding program. Each returns a line for the screen, or throws a `UserMessage`.
public struct DashboardHost: Sendable {
  /// Writes a text into a file; given a name for it.
  public var export: @Sendable (_ name: String, _ text: String) throws -> String
  /// Keeps a view; given its name and the line of the palette that makes it.
  public var save: @Sendable (_ name: String, _ line: String) throws -> Void
  /// Writes changed settings into the configuration; given the ones before.
  public var saveSettings: @Sendable (_ settings: ScreenSettings, _ before: ScreenSettings) throws -> String
  /// Opens the store of acknowledgements and silences; called on the thread that uses it.
  public var openDesk: @Sendable () throws -> any AlertControlStore
  /// Returns and clears messages of other threads; called about once a second.
  public var announcements: @Sendable () -> [UIMessage]
  /// Views that were kept, by name.
  public var savedViews: [String: String] = [:]

  public init() {
    export = { _, _ in "nothing can be written here" }
    save = { _, _ in }
    saveSettings = { _, _ in "nothing can be written here" }
    openDesk = { InMemoryAlertControlStore() }
    announcements = { [] }
  }
}
