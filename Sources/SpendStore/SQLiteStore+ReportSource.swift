public import SpendCore

extension SQLiteStore: StoreInspection, StatementSource {}

extension SQLiteStore: ReportSource {
  public var reports: (any ReportSource)? { self }
}
