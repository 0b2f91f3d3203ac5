import Glibc
import SpendCore
import SpendLogFormats

/// The files that a path or a pattern names.
public enum LogFiles {
  public static func matching(_ path: String) -> [String] {
    LogDiscovery([LogSource(path: path)]).logs.map(\.path)
  }
}
