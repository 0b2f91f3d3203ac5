import Glibc
import SpendCore

/// Real path of a database, with symbolic links resolved: SQLite keeps the WAL beside the file itself.
public enum DatabasePath {
  /// The path without links; of a file that is not there yet, by its folder's.
  public static func real(_ path: String) -> String {
    if let whole = resolved(path) { return whole }
    guard let folder = resolved(PathComponents.folder(of: path)) else { return path }
    return "\(folder == "/" ? "" : folder)/\(PathComponents.name(of: path))"
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
