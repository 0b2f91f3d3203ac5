/// Counts the things that requests belong to, of which there may be millions.
public protocol OwnerCostSource {
  /// The users or sessions of the requests of a query, by its groups; nil for queries by users or sessions.
  ///
  /// - Parameter owner: a dimension that is no label.
  func ownerCosts(for query: SpendQuery, of owner: Dimension) throws -> OwnerCosts?
}
