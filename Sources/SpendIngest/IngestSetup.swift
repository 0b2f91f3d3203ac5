public import SpendCore
public import SpendLogFormats
public import SpendPricing

/// Configuration of ingest. A value; a change of the configuration creates a new one.
public struct IngestSetup: Sendable {
  public var sources: [LogSource]
  public var catalog: PriceCatalog
  public var mappings: [FieldMapping]
  public var rules: [AttributionRule]
  /// Hash that replaces users before they are stored, where persons must not be identifiable.
  public var userHash: KeyedHash?
  /// Unit of the costs in Portkey's exports.
  public var portkeyCost = CostUnit.cents
  /// The machine whose logs are read: the host of records that name none.
  public var host = ""
  /// Time zone of logs that do not state one.
  public var zone = Zone.utc
  /// Opens the databases in which tools keep their requests; nil when these are not read.
  public var toolDatabases: (any ToolDatabaseOpener)?
  let ownFiles: DatabaseFileExclusion?
  /// Parser threads beside the one that writes.
  public var parsers = 2
  /// Commits available data as soon as the queue is empty, for live views.
  public var commitsPromptly = false
  /// True for a store error that may be transient, such as a full disk.
  public var isWorthRetrying: @Sendable (any Error) -> Bool = { _ in false }
  /// True for a store error caused by the content to be stored.
  public var isOfContent: @Sendable (any Error) -> Bool = { _ in false }
  /// Message for a store error.
  public var describe: @Sendable (any Error) -> String = { "\($0)" }

  /// - Parameter database: The path, without links, of the written database: its files are not read as logs.
  public init(
    sources: [LogSource], catalog: PriceCatalog, mappings: [FieldMapping] = [], rules: [AttributionRule] = [],
    database: String? = nil
  ) {
    self.sources = sources
    self.catalog = catalog
    self.mappings = mappings
    self.rules = rules
    ownFiles = database.map(DatabaseFileExclusion.init)
  }
}
