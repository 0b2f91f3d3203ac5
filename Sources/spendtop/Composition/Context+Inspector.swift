import SpendIngest
import SpendSettings
import SpendStore

extension Context {
  /// An inspector of logs with the mappings of the configuration.
  var logInspector: LogInspector {
    LogInspector(
      mappings: settings.mappings, portkeyCost: settings.portkeyCost, databases: SQLiteToolDatabases())
  }
}
