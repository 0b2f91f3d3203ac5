import Foundation

/// The user's directories by the XDG base directory specification. A variable that is empty or not an
/// absolute path is ignored.
public struct UserFolders: Sendable {
  public let home: String
  public let data: String
  public let configuration: String
  public let state: String

  public static var here: UserFolders { UserFolders(ProcessInfo.processInfo.environment) }

  public init(_ environment: [String: String]) {
    func folder(_ variable: String) -> String? {
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    // A service of a bare machine has no HOME; the user database then supplies the folder.
    let home = folder("HOME") ?? NSHomeDirectory()
    self.home = home
    data = (folder("XDG_DATA_HOME") ?? home + "/.local/share") + "/spendtop"
    configuration = (folder("XDG_CONFIG_HOME") ?? home + "/.config") + "/spendtop"
    state = (folder("XDG_STATE_HOME") ?? home + "/.local/state") + "/spendtop"
  }

  /// A path as a person writes it: `~/` is their home.
  public func expanded(_ path: String) -> String {
    path == "~" ? home : path.hasPrefix("~/") ? home + path.dropFirst() : path
  }
}
