import GRDB

/// A table of a tool whose rows are requests, or sessions of them.
struct ToolTable {
  /// A column, and the member of the row's line that holds its value.
  struct Column {
    var name: String
    var member: String
    var isRequired = false

    static func required(_ names: String...) -> [Column] {
      names.map { Column(name: $0, member: $0, isRequired: true) }
    }

    static func optional(_ names: String...) -> [Column] { names.map { Column(name: $0, member: $0) } }
  }

  var name: String
  /// The column with the id of a row.
  var id = "id"
  /// The column with the time of a row's last change.
  var stamp: String?
  var columns: [Column]
  /// The column with a JSON object whose members belong to the line, as text or compressed with zstd.
  var body: String?
  /// A mark in the lines, for a table whose columns are not distinctive.
  var mark: String?
  /// The prefix of the ids of the rows that are read.
  var prefix: String?
  /// Columns whose equal values make rows copies of each other unless they are of one session; a row's
  /// place among the equals of its session is in the line.
  var twins: (session: String, time: String)?

  /// Indicates whether rows have an address of their own beside their columns.
  private(set) var hasRowID = false

  static let twinMember = "spendtop_twin"
  static let markMember = "spendtop_table"

  /// The tables of all tools.
  static let known = [
    ToolTable(
      name: "message", stamp: "time_updated",
      columns: [
        Column(name: "id", member: "id", isRequired: true),
        Column(name: "session_id", member: "sessionID", isRequired: true),
      ], body: "data", twins: (session: "session_id", time: "time_created")),
    ToolTable(
      name: "session_message", stamp: "time_updated",
      columns: [
        Column(name: "id", member: "id", isRequired: true),
        Column(name: "session_id", member: "sessionID", isRequired: true),
        Column(name: "type", member: "role", isRequired: true),
      ], body: "data", twins: (session: "session_id", time: "time_created")),
    ToolTable(
      name: "sessions", stamp: "updated_at",
      columns: [
        Column(name: "id", member: "id", isRequired: true),
        Column(name: "accumulated_total_tokens", member: "accumulated_total_tokens", isRequired: true),
      ]
        + [
          "working_dir", "created_at", "updated_at", "total_tokens", "input_tokens", "output_tokens",
          "accumulated_input_tokens", "accumulated_output_tokens", "accumulated_cost", "provider_name",
          "model_config_json", "accumulated_cache_read_tokens", "accumulated_cache_write_tokens",
        ].map { Column(name: $0, member: $0) }),
    ToolTable(
      name: "usage_ledger", stamp: "created_timestamp",
      columns: Column.required("id", "session_id", "created_timestamp", "input_tokens", "output_tokens")
        + Column.optional(
          "model", "provider", "provider_name", "total_tokens", "cache_read_tokens", "cache_write_tokens",
          "cost"),
      mark: "usage_ledger"),
    ToolTable(
      name: "sessions", stamp: "updated_at",
      columns: Column.required("id", "parent_session_id", "prompt_tokens", "completion_tokens", "cost")
        + Column.optional("created_at", "updated_at"),
      mark: "crush"),
    ToolTable(
      name: "assistant_usage_events", stamp: "id",
      columns: Column.required("id", "session_id", "model", "input_tokens", "output_tokens", "created_at")
        + Column.optional(
          "copilot_usage_model", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", "duration_ms",
          "time_to_first_token_ms"),
      mark: "assistant_usage_events"),
    ToolTable(
      name: "cursorDiskKV", id: "key", stamp: "rowid",
      columns: [Column(name: "key", member: "spendtop_key", isRequired: true)], body: "value",
      mark: "cursorDiskKV", prefix: "bubbleId:"),
    ToolTable(
      name: "threads", stamp: "updated_at",
      columns: Column.required("id", "updated_at", "data_type") + Column.optional("folder_paths"),
      body: "data",
      mark: "zed"),
  ]

  /// The tables of known tools in a database, with the columns that are there.
  static func found(in database: Database) throws -> [ToolTable] {
    try known.compactMap { try $0.fitted(to: database) }
  }

  /// The table as it is in a database; nil when it is not there, or not made of plain columns.
  private func fitted(to database: Database) throws -> ToolTable? {
    let kind = try String.fetchOne(
      database, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [name])
    guard let kind, !kind.uppercased().hasPrefix("CREATE VIRTUAL") else { return nil }
    var plain: Set<String> = []
    var all: Set<String> = []
    for row in try Row.fetchAll(
      database, sql: "SELECT name, hidden FROM pragma_table_xinfo(?)", arguments: [name])
    {
      let column: String = row["name"]
      all.insert(column.lowercased())
      if row["hidden"] == 0 { plain.insert(column) }
    }
    guard plain.contains(id), columns.allSatisfy({ !$0.isRequired || plain.contains($0.name) }),
      body.map(plain.contains) ?? true
    else { return nil }
    var table = self
    table.hasRowID =
      !all.contains("rowid")
      && (try? database.makeStatement(sql: "SELECT rowid FROM \"\(name)\" LIMIT 0")) != nil
    table.columns.removeAll { !plain.contains($0.name) }
    if let stamp, !plain.contains(stamp), stamp != "rowid" || !table.hasRowID { table.stamp = nil }
    if let twins, !plain.contains(twins.session) || !plain.contains(twins.time) { table.twins = nil }
    return table
  }

  // MARK: Statements

  /// The keys of the next rows in the order of their last change, after the two arguments, or from the
  /// one on.
  func keys(after place: ToolPlace) -> String {
    let stamp = stampExpression
    let address = hasRowID ? "rowid" : "\"\(id)\""
    var sql = "SELECT \(stamp), \"\(id)\", \(address) FROM \"\(name)\""
    var tests: [String] = []
    // The byte behind a colon is a semicolon: a range that an index serves.
    if let prefix { tests.append("\"\(id)\" >= '\(prefix)' AND \"\(id)\" < '\(prefix.dropLast());'") }
    switch place {
    case .start: break
    case .from: tests.append("\(stamp) >= ?")
    case .behind: tests.append("(\(stamp), \"\(id)\") > (?, ?)")
    }
    if !tests.isEmpty { sql += " WHERE " + tests.joined(separator: " AND ") }
    return sql + " ORDER BY 1, 2 LIMIT ?"
  }

  private var stampExpression: String { stamp.map { "coalesce(\"\($0)\", 0)" } ?? "0" }

  /// The values of the row at an address: the columns, the place among twins, the body.
  var row: String {
    var values = columns.map { "a.\"\($0.name)\"" }
    if let twins {
      values.append(
        """
        (SELECT count(*) FROM "\(name)" b WHERE b."\(twins.session)" = a."\(twins.session)"
        AND b."\(twins.time)" = a."\(twins.time)" AND b."\(id)" < a."\(id)")
        """)
    }
    if let body { values.append("a.\"\(body)\"") }
    let address = hasRowID ? "a.rowid" : "a.\"\(id)\""
    return "SELECT \(values.joined(separator: ", ")) FROM \"\(name)\" a WHERE \(address) = ?"
  }
}
