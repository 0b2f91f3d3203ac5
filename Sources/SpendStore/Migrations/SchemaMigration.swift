import GRDB

/// A change of the database layout from one released schema version to the next.
///
/// `schema.sql` is the current layout, with which new databases are made. A migration brings an existing
/// database there; its effect and `schema.sql` must agree, which a test checks for every released schema.
struct SchemaMigration {
  /// The identifier in `grdb_migrations`. Never changed once released.
  let name: String
  /// The text that a person reads while it runs.
  let title: String
  let apply: @Sendable (Database) throws -> Void

  /// All migrations since schema version 1, oldest first. A new one is appended.
  static let all: [SchemaMigration] = [
    SchemaMigration(name: "2-billed-units-and-reports", title: "billed units, provider reports") { db in
      // Programs of version 1 added these when they were first needed.
      if try !db.columns(in: "usage_event").contains(where: { $0.name == "billed_units" }) {
        try db.execute(sql: "ALTER TABLE usage_event ADD COLUMN billed_units INTEGER")
      }
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS provider_usage (
            endpoint      TEXT NOT NULL,
            start_us      INTEGER NOT NULL,
            end_us        INTEGER NOT NULL,
            provider      TEXT NOT NULL,
            model         TEXT NOT NULL,
            project       TEXT NOT NULL,
            key           TEXT NOT NULL,
            user          TEXT NOT NULL,
            tier          TEXT NOT NULL,
            detail        TEXT NOT NULL,
            requests      INTEGER,
            input         INTEGER,
            cache_read    INTEGER,
            cache_write   INTEGER,
            output        INTEGER,
            web_searches  INTEGER,
            cost_nano_usd INTEGER,
            seen_us       INTEGER NOT NULL,
            PRIMARY KEY (endpoint, start_us, end_us, provider, model, project, key, user, tier, detail)
          ) STRICT, WITHOUT ROWID;
          CREATE TABLE IF NOT EXISTS gpu_hour (
            gpu            TEXT NOT NULL,
            hour           INTEGER NOT NULL,
            name           TEXT NOT NULL,
            minutes        INTEGER NOT NULL,
            busy_readings  INTEGER NOT NULL,
            busy_percents  INTEGER NOT NULL,
            power_readings INTEGER NOT NULL,
            milliwatts     INTEGER NOT NULL,
            PRIMARY KEY (gpu, hour)
          ) STRICT, WITHOUT ROWID;
          """)
    },
    SchemaMigration(name: "3-merged-records", title: "customer and host labels, merging of records") { db in
      // A UNIQUE constraint cannot be extended in place.
      try db.execute(
        sql: """
          CREATE TABLE dimension_set_3 (
            id          INTEGER PRIMARY KEY,
            provider    TEXT NOT NULL,
            model       TEXT NOT NULL,
            feature     TEXT NOT NULL,
            query_type  TEXT NOT NULL,
            tier        TEXT NOT NULL,
            region      TEXT NOT NULL,
            team        TEXT NOT NULL,
            key         TEXT NOT NULL,
            project     TEXT NOT NULL,
            environment TEXT NOT NULL,
            tags        TEXT NOT NULL,
            format      TEXT NOT NULL,
            customer    TEXT NOT NULL,
            host        TEXT NOT NULL,
            UNIQUE (provider, model, feature, query_type, tier, region, team, key, project, environment, tags,
              format, customer, host)
          ) STRICT;
          INSERT INTO dimension_set_3 SELECT *, '', '' FROM dimension_set;
          DROP TABLE dimension_set;
          ALTER TABLE dimension_set_3 RENAME TO dimension_set;
          ALTER TABLE usage_event ADD COLUMN label_ranks BLOB;
          -- Partitions were days. They are sixteen days wide now.
          UPDATE identity_segment SET partition_id = partition_id / 16 WHERE partition_id >= 0;
          """)
    },
    SchemaMigration(name: "4-unrecognised-lines", title: "unrecognised lines, lines by hour") { db in
      try db.execute(
        sql: """
          ALTER TABLE source_file ADD COLUMN unrecognised INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE line_hour (
            hour         INTEGER PRIMARY KEY,
            lines        INTEGER NOT NULL,
            unrecognised INTEGER NOT NULL,
            rejected     INTEGER NOT NULL
          ) STRICT;
          """)
    },
    SchemaMigration(name: "5-stream-lookup", title: "indexes of known log files") { db in
      try db.execute(
        sql: """
          CREATE INDEX source_file_by_inode ON source_file (inode);
          CREATE INDEX source_file_by_ending ON source_file (head_hash, committed, tail_length, tail_hash)
            WHERE committed <= 4096;
          CREATE INDEX source_file_by_database ON source_file (path) WHERE codec = 'sqlite';
          """)
    },
    SchemaMigration(name: "6-error-classes", title: "error classes") { db in
      // Requests that were stored before have no class: their logs are not read again.
      try db.execute(
        sql: """
          CREATE TABLE dimension_set_6 (
            id          INTEGER PRIMARY KEY,
            provider    TEXT NOT NULL,
            model       TEXT NOT NULL,
            feature     TEXT NOT NULL,
            query_type  TEXT NOT NULL,
            tier        TEXT NOT NULL,
            region      TEXT NOT NULL,
            team        TEXT NOT NULL,
            key         TEXT NOT NULL,
            project     TEXT NOT NULL,
            environment TEXT NOT NULL,
            tags        TEXT NOT NULL,
            format      TEXT NOT NULL,
            customer    TEXT NOT NULL,
            host        TEXT NOT NULL,
            error       TEXT NOT NULL,
            UNIQUE (provider, model, feature, query_type, tier, region, team, key, project, environment, tags,
              format, customer, host, error)
          ) STRICT;
          INSERT INTO dimension_set_6 SELECT *, '' FROM dimension_set;
          DROP TABLE dimension_set;
          ALTER TABLE dimension_set_6 RENAME TO dimension_set;
          """)
    },
    SchemaMigration(name: "7-newest-events", title: "newest event of each log") { db in
      try db.execute(
        sql: """
          ALTER TABLE source_file ADD COLUMN last_event_us INTEGER;
          UPDATE source_file SET last_event_us = newest.time_us FROM (
            SELECT source_id, max(time_us) AS time_us FROM usage_event GROUP BY source_id
          ) AS newest WHERE source_file.id = newest.source_id;
          """)
    },
    SchemaMigration(name: "8-notes-and-statements", title: "notes and closed statements") { db in
      try db.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS note (
            id      INTEGER PRIMARY KEY,
            time_us INTEGER NOT NULL,
            text    TEXT NOT NULL,
            UNIQUE (time_us, text)
          ) STRICT;
          CREATE TABLE IF NOT EXISTS statement (
            month     TEXT NOT NULL,
            dimension TEXT NOT NULL,
            closed_us INTEGER NOT NULL,
            body      BLOB NOT NULL,
            PRIMARY KEY (month, dimension)
          ) STRICT, WITHOUT ROWID;
          """)
    },
    SchemaMigration(name: "9-accepted-savings", title: "accepted savings") { db in
      try db.execute(
        sql: """
          CREATE TABLE accepted_saving (
            id            INTEGER PRIMARY KEY,
            time_us       INTEGER NOT NULL,
            kind          TEXT NOT NULL,
            feature       TEXT NOT NULL,
            model         TEXT NOT NULL,
            query_type    TEXT NOT NULL,
            alternative   TEXT NOT NULL,
            per_month     INTEGER NOT NULL,
            seconds       INTEGER NOT NULL,
            requests      INTEGER NOT NULL,
            cost          INTEGER NOT NULL,
            prompt_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            UNIQUE (kind, feature, model, query_type, alternative)
          ) STRICT;
          """)
    },
  ]

  /// The migrator of an existing database. Each step is one transaction, which also sets the schema version:
  /// a kill between two steps leaves a database that the next writer migrates further.
  ///
  /// - Parameter onStep: Called before a step, with what it changes.
  static func migrator(onStep: @escaping @Sendable (SchemaMigration) -> Void) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, migration) in all.enumerated() {
      // No migration changes what a foreign key refers to, and a check would read every rejected line.
      migrator.registerMigration(migration.name, foreignKeyChecks: .immediate) { db in
        onStep(migration)
        // Views name columns, and would stand in the way of a table's renaming.
        try db.execute(sql: "DROP VIEW IF EXISTS events; DROP VIEW IF EXISTS spend_by_day")
        try migration.apply(db)
        try db.execute(sql: Schema.views)
        try db.execute(sql: "PRAGMA user_version = \(Int32(index) + 2)")
      }
    }
    return migrator
  }
}
