import Foundation
import GRDB
import SpendTestSupport
import Synchronization
import Testing

/// Databases that somebody hands us: with flipped bytes, and with a schema that promises nothing. No
/// command may crash on one, hang, or show what moves a terminal.
///
/// A database is a seed. `SPENDTOP_HOSTILE=1000` is the long form, `SPENDTOP_SEED` repeats one.
@Suite struct HostileDatabaseTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  private static let seeds: [UInt64] =
    setting("SPENDTOP_SEED").map { [UInt64($0)] }
    ?? (1...UInt64(setting("SPENDTOP_HOSTILE") ?? 6)).map { $0 }

  private static let readings: [[String]] = [
    ["report", "--by", "feature,model"], ["report", "--bucket", "day", "--format", "json"],
    ["export", "events", "--format", "csv"], ["export", "rollups"], ["export", "prometheus"], ["verify"],
    ["doctor"], ["check", "lag"], ["check", "anomaly"], ["check", "latency"], ["check", "rejects"],
    ["alerts", "history"], ["prices", "diff"], ["reconcile"],
    ["top", "--once", "--no-ingest", "--size", "120x40"],
    ["top", "--once", "--no-ingest", "--plain", "--view", "sources"],
  ]
  private static let writings: [[String]] = [
    ["purge", "--user", "alice"], ["prices", "reprice", "--all"], ["budget", "list"], ["rebuild"],
  ]

  /// A small database with something in every table.
  private func sample(_ program: Program) throws -> String {
    var lines = EnvironmentFaultTests.lines(0..<400)
    lines +=
      "{\"ts\":1780000000,\"model\":\"gpt-4o\",\"prompt_tokens\":5,\"completion_tokens\":1,\"user\":\"alice\",\"latency_ms\":120}\nno json\n"
    try program.write("logs/a.jsonl", lines)
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    let copy = program.home + "/sample.db"
    #expect(try program.run("backup", copy).status == 0)
    return copy
  }

  /// Runs every command on a database; what was wrong with it.
  private func findings(_ program: Program, _ database: String) throws -> [String] {
    var found: [String] = []
    let ingest = [["ingest", program.home + "/logs"]]
    for arguments in Self.readings + ingest + Self.writings {
      let start = ContinuousClock.now
      let run = try program.run(
        arguments + ["--db", database], environment: ["SWIFT_BACKTRACE": "enable=no"])
      if run.isKilled || ContinuousClock.now - start > .seconds(20) {
        found.append(
          "\(arguments.joined(separator: " ")) ended with \(run.status): \(run.errors.prefix(300))")
      }
      let text = run.output + run.errors
      // Colours are asked for by nobody here: there is no terminal.
      if text.unicodeScalars.contains(where: {
        $0.value < 0x20 && $0 != "\n" && $0 != "\t" || $0.value == 0x9B
      }) {
        found.append("\(arguments.joined(separator: " ")) shows control characters")
      }
    }
    return found
  }

  @Test("D16: databases with flipped bytes")
  func flipped() throws {
    let program = try Program()
    defer { program.remove() }
    let good = try Data(contentsOf: URL(fileURLWithPath: try sample(program)))
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      var bytes = good
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        // Half of them where the schema and the roots of tables are.
        let end = Bool.random(using: &random) ? bytes.count : min(bytes.count, 40_000)
        bytes[Int.random(in: 100..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if seed % 5 == 0 { bytes = bytes.prefix(Int.random(in: 1..<bytes.count, using: &random)) }
      let database = program.home + "/flipped-\(seed).db"
      try bytes.write(to: URL(fileURLWithPath: database))
      let found = try findings(program, database)
      #expect(found.isEmpty, "SPENDTOP_SEED=\(seed): \(found)")
    }
  }

  @Test("D16: databases whose tables hold anything anywhere")
  func anything() throws {
    let program = try Program()
    defer { program.remove() }
    let good = try sample(program)
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let database = program.home + "/anything-\(seed).db"
      try FileManager.default.copyItem(atPath: good, toPath: database)
      try Self.weaken(database)
      try Self.scatter(database, &random)
      let found = try findings(program, database)
      #expect(found.isEmpty, "SPENDTOP_SEED=\(seed): \(found)")
    }
  }

  /// Takes the types and the promises out of the schema.
  private static func weaken(_ database: String) throws {
    let queue = try DatabaseQueue(path: database)
    try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ' NOT NULL', ''), ') STRICT, WITHOUT ROWID', ') WITHOUT ROWID'),
            ') STRICT', ')') WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%';
          PRAGMA writable_schema = RESET;
          """)
    }
    try queue.close()
  }

  /// Puts values of all kinds into some cells of every table.
  private static func scatter(_ database: String, _ random: inout SeededGenerator) throws {
    let queue = try DatabaseQueue(path: database)
    // SQLite's own random numbers have no seed that could be repeated.
    let seeded = Mutex(SeededGenerator(seed: random.next()))
    try queue.writeWithoutTransaction { db in
      db.add(
        function: DatabaseFunction("random", argumentCount: 0) { _ in
          seeded.withLock { Int64(truncatingIfNeeded: $0.next()) }
        })
      let tables = try String.fetchAll(
        db,
        sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
      for table in tables {
        let columns = try String.fetchAll(
          db, sql: "SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
        for column in columns where Int.random(in: 0..<5, using: &random) == 0 {
          let isAll = Int.random(in: 0..<3, using: &random) == 0
          let rest = isAll ? "" : " WHERE abs(random()) % 7 = 0"
          // Where a key does not allow it, it stays as it is.
          try? db.execute(sql: "UPDATE \(table) SET \(column) = \(value(&random))\(rest)")
        }
      }
    }
    try queue.close()
  }

  private static func value(_ random: inout SeededGenerator) -> String {
    let bytes = (0..<65).map { _ in String(format: "%02x", UInt8.random(in: 0...255, using: &random)) }
    return [
      "NULL", "''", "'text'", "x''", "x'00ff'", "x'\(bytes.joined())'", "zeroblob(100000)", "0", "-1",
      "1e300", "-1e300",
      "9223372036854775807", "-9223372036854775807 - 1", "4611686018427387904", "2147483648", "0.5",
      "char(27) || '[2J' || char(155) || char(7)", "'a' || char(0) || 'b'", "'Europe/Nowhere'",
      "CAST(x'ff80' AS TEXT)", "abs(random()) % 1000",
    ].randomElement(using: &random) ?? "NULL"
  }
}
