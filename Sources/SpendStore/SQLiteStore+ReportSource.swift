public import SpendCore

extension SQLiteStore: StoreInspection {}

extension SQLiteStore: ReportSource {
  public var reports: (any ReportSource)? { self }
}
