/// The accepted savings of a database.
public protocol AcceptedSavingSource {
  /// All accepted savings in order of time.
  func acceptedSavings() throws -> [AcceptedSaving]
}
