/// A store that answers every question that reports and commands ask.
public protocol ReportSource: SpendSource, IngestFactsSource, EventSearchSource, StoredCostSource,
  HardwareReadingSource, ProviderAggregateSource, MetricsSource, StatementSource, AcceptedSavingSource,
  StoreInspection, TopRowsSource, OwnerCostSource
{}
