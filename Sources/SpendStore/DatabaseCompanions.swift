import Glibc
import SpendCore

/// The files that belong to one database and lie beside it: the alerts with their outbox, and imported
/// prices.
///
/// Earlier versions had one `state.db` and one `prices.tsv` in a folder for all its databases. Such a file
/// is taken over by the database that must have written it: the only one in the folder, or `spend.db`.
public struct DatabaseCompanions: Sendable {
  private let database: String

  /// - Parameter database: The path of the database; links are followed, so that each of its names has the
  ///   same companions.
  public init(database: String) {
    self.database = DatabasePath.real(database)
  }

  /// The alerts, their acknowledgements and silences, and the outbox.
  public var state: String { place(of: .state) }
  /// Imported prices.
  public var prices: String { place(of: .prices) }

  private enum Companion: String {
    case state = "state.db"
    case prices = "prices.tsv"
  }

  /// The suffixes of the names of companions.
  public static let suffixes = [".state.db", ".prices.tsv"]
  /// The names that earlier versions used in every folder.
  public static let formerNames = ["state.db", "prices.tsv"]

  private func newPlace(of companion: Companion) -> String { "\(database).\(companion.rawValue)" }
  private func formerPlace(of companion: Companion) -> String {
    "\(PathComponents.folder(of: database))/\(companion.rawValue)"
  }

  /// The new place, or the former one while the file is still there and belongs to this database.
  private func place(of companion: Companion) -> String {
    let new = newPlace(of: companion)
    guard access(new, F_OK) != 0, inherits(companion) else { return new }
    return formerPlace(of: companion)
  }

  private func inherits(_ companion: Companion) -> Bool {
    let former = formerPlace(of: companion)
    guard former != database, access(former, F_OK) == 0 else { return false }
    return PathComponents.name(of: database) == "spend.db" || isAlone
  }

  /// True when no other database was ever written in the folder; every database has a lock file beside it.
  private var isAlone: Bool {
    guard let folder = opendir(PathComponents.folder(of: database)) else { return false }
    defer { closedir(folder) }
    let own = PathComponents.name(of: database) + ".writer"
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name.hasSuffix(".writer"), name != own { return false }
    }
    return true
  }

  /// Moves files of earlier versions to their new names. Called before anything is written into them.
  ///
  /// A file that cannot be moved is used where it is.
  public func takeOver() {
    for companion in [Companion.state, .prices] {
      let new = newPlace(of: companion)
      guard access(new, F_OK) != 0, inherits(companion) else { continue }
      let former = formerPlace(of: companion)
      // A transaction that was cut off is undone by its journal, which goes by the old name.
      if companion == .state, access(former + "-journal", F_OK) == 0 {
        guard (try? SQLiteAlertLedger.rollBack(path: former)) != nil else { continue }
      }
      // A name created meanwhile by another process is left alone.
      if link(former, new) == 0 { unlink(former) } else if errno == EPERM { rename(former, new) }
    }
  }
}
