import Foundation
import SpendCore

/// The files of the written database, which may lie in a followed folder and are not read as logs. To open
/// one by other means than SQLite's, and close it again, would drop SQLite's locks in this process.
struct DatabaseFileExclusion: Sendable {
  private let folder: String
  private let name: String

  /// - Parameter database: its path without links.
  init(database: String) {
    folder = PathComponents.folder(of: database)
    name = PathComponents.name(of: database)
  }

  /// All that are there now: alerts are kept from the first of them on, and a rebuild makes copies.
  var ids: Set<LogDiscovery.FileID> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(names.filter(isOwn).compactMap { LogDiscovery.id(ofPath: "\(folder)/\($0)") })
  }

  private func isOwn(_ file: String) -> Bool {
    if file == "prices.tsv" || file == "prices.tsv.compared" { return true }
    for database in [name, name + ".state.db", "state.db"] {
      if ["", "-wal", "-shm", "-journal"].contains(where: { file == database + $0 }) { return true }
    }
    return [".writer", ".rebuilt", ".before-", ".damaged-", ".prices.tsv"].contains {
      file.hasPrefix(name + $0)
    }
  }
}
