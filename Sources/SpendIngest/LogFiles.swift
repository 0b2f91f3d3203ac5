import Glibc
import SpendCore
import SpendLogFormats

/// The files that a path or a pattern names.
public enum LogFiles {
  public static func matching(_ path: String) -> [String] {
    LogDiscovery([LogSource(path: path)]).logs.map(\.path)
  }

  /// Files of the sources that are not read because they hold no lines of text, at most `limit` of them, and the
  /// reason for each. Reads the beginning of every file.
  public static func notText(in sources: [LogSource], limit: Int) -> [(path: String, reason: String)] {
    var found: [(path: String, reason: String)] = []
    for log in LogDiscovery(sources).logs where log.size > 0 {
      guard found.count < limit else { break }
      guard let file = try? OpenFile(path: log.path, followingLink: log.mayBeLink),
        let (head, codec) = try? ReadPlanner.head(of: file), codec == .plain,
        let reason = TextCheck.whyNotText(head)
      else { continue }
      found.append((log.path, reason))
    }
    return found
  }
}
