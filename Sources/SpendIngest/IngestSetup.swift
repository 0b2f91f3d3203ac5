public import SpendCore
public import SpendFormats
public import SpendPricing

/// Configuration of ingest. A value; a change of the configuration creates a new one.
public struct IngestSetup: Sendable {
  public var sources: [LogSource]
  public var catalog: PriceCatalog
  public var mappings: [FieldMapping]
  public var rules: [AttributionRule]
  /// Stores users as what this makes of them, where persons are not to be told.
  public var userHash: KeyedHash?
  /// Unit of the costs in Portkey's exports.
  public var portkeyCost = CostUnit.cents
  /// The machine whose logs are read: the host of records that name none.
  public var host = ""
  /// Time zone of logs that do not state one.
  public var zone = Zone.utc
  let ownFiles: OwnFiles?
  /// Parser threads beside the one that writes.
  public var parsers = 2
  /// Commits what is there as soon as nothing more waits: for those who watch.
  public var commitsPromptly = false
  /// True for a store error that may be transient, such as a full disk.
  public var isWorthRetrying: @Sendable (any Error) -> Bool = { _ in false }
  /// Whether an error of the store is caused by what was to be stored.
  public var isOfContent: @Sendable (any Error) -> Bool = { _ in false }
  /// Message for a store error.
  public var describe: @Sendable (any Error) -> String = { "\($0)" }

  /// - Parameter database: the path, without links, of the database that is written: its files are no logs.
  public init(
    sources: [LogSource], catalog: PriceCatalog, mappings: [FieldMapping] = [], rules: [AttributionRule] = [],
    database: String? = nil
  ) {
    self.sources = sources
    self.catalog = catalog
    self.mappings = mappings
    self.rules = rules
    ownFiles = database.map(OwnFiles.init)
  }
}
