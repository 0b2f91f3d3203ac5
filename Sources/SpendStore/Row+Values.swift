import Foundation
import GRDB
import SpendCore

extension Instant {
  /// The start of an hour of a rollup, counted from 1970.
  init(hour: Int64) { self.init(seconds: hour &* 3_600) }
}

/// Values of a row as SQLite itself converts them: nil, zero or empty for missing values. A damaged or
/// foreign database may hold any value in any column.
extension Row {
  func int(_ column: String) -> Int64 { optionalInt(column) ?? 0 }

  func optionalInt(_ column: String) -> Int64? {
    (self[column] as DatabaseValue?).flatMap(Int64.fromDatabaseValue)
  }

  func text(_ column: String) -> String { optionalText(column) ?? "" }

  func optionalText(_ column: String) -> String? {
    (self[column] as DatabaseValue?).flatMap(String.fromDatabaseValue)
  }

  func bytes(_ column: String) -> [UInt8] {
    (self[column] as DatabaseValue?).flatMap(Data.fromDatabaseValue).map { [UInt8]($0) } ?? []
  }
}
