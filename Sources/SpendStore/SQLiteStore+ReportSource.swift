public import SpendCore

extension SQLiteStore: StoreInspection, StatementSource, TopRowsSource {}

extension SQLiteStore: ReportSource {
  public var reports: (any ReportSource)? { self }
}
