public import SpendCore

extension SQLiteWriter: StoreMaintenance {
  public func reprice(
    in window: TimeWindow, _ scope: CostScope, isGoingOn: (Int64, Int64) -> Bool,
    _ price: (StoredCost) -> RecordedPrice?
  ) throws -> Bool {
    try reprice(in: window, scope, pieceSize: Self.pricedAtOnce, isGoingOn: isGoingOn, price)
  }
}
