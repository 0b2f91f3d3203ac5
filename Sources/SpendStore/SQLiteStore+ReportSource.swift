public import SpendCore

extension SQLiteStore: StoreInspection, StatementSource, AcceptedSavingSource, TopRowsSource {}

extension SQLiteStore: ReportSource {
  public var reports: (any ReportSource)? { self }
}
