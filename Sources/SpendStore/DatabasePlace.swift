import Foundation

/// Where a database is, whatever links lead to it: SQLite keeps its log beside the file itself.
public enum DatabasePlace {
  /// The path without links; of a file that is not there yet, by its folder's.
  public static func real(_ path: String) -> String {
    if let whole = resolved(path) { return whole }
    let folder = (path as NSString).deletingLastPathComponent
    guard let real = resolved(folder.isEmpty ? "." : folder) else { return path }
    return (real as NSString).appendingPathComponent((path as NSString).lastPathComponent)
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
