import SpendCore
import SpendStore

extension Context {
  /// Runs `body` on the database while no one else writes it.
  ///
  /// Throws `Failure`: 75 when a collector holds the database, 3 when it cannot be written.
  func writing<T>(_ body: (SQLiteWriter) throws -> T) throws -> T {
    do {
      let lock = try WriterLock(database: databasePath)
      return try withExtendedLifetime(lock) { try body(try SQLiteWriter(path: databasePath, zone: zone)) }
    } catch let error as StoreError {
      throw Failure(message: error.message(path: databasePath), status: .unreadable)
    } catch let held as WriterLock.Held {
      let who = held.holder.map { "process \($0)" } ?? "another process"
      throw Failure(
        message: UserMessage(
          "cannot write to \"\(databasePath)\"", because: "\(who) is ingesting into it",
          tryThis: "stop that one first"), status: .busy)
    }
  }
}
