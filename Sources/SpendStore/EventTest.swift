import SpendCore

/// A filter as a test of one record.
struct EventTest {
  private let dimension: Dimension
  private let holds: (String) -> Bool

  init(_ filter: DimensionFilter) throws {
    dimension = filter.dimension
    holds = try filter.predicate()
  }

  func admits(_ record: EventRecord) -> Bool {
    holds(record.value(of: dimension))
  }
}
