import GRDB
public import SpendCore

/// The table of what logs say of graphics processors: apart from events, and never a cost.
enum HardwareTable {
  static func store(_ hours: [HardwareHour], _ db: Database) throws {
    guard !hours.isEmpty else { return }
    let add = try db.makeStatement(
      sql: """
        INSERT INTO gpu_hour VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET
          minutes = minutes | excluded.minutes,
          busy_readings = busy_readings + excluded.busy_readings,
          busy_percents = busy_percents + excluded.busy_percents,
          power_readings = power_readings + excluded.power_readings,
          milliwatts = milliwatts + excluded.milliwatts
        """)
    for row in hours {
      try add.execute(arguments: [
        row.gpu, row.hour, row.name, Int64(bitPattern: row.minutes), row.busyReadings, row.busyPercents,
        row.powerReadings, row.milliwatts,
      ])
    }
  }
}

extension SQLiteStore: HardwareReadingSource {
  /// The readings of the hours from `first` to before `last`, hours since 1970 on the machines' clocks,
  /// by processor and in order of time.
  public func hardwareHours(from first: Int64, to last: Int64) throws -> [HardwareHour] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT * FROM gpu_hour WHERE hour >= ? AND hour < ? ORDER BY gpu, hour",
        arguments: [first, last])
      return rows.map { row in
        var hour = HardwareHour(gpu: row.text("gpu"), name: row.text("name"), hour: row.int("hour"))
        hour.minutes = UInt64(bitPattern: row.int("minutes"))
        hour.busyReadings = row.int("busy_readings")
        hour.busyPercents = row.int("busy_percents")
        hour.powerReadings = row.int("power_readings")
        hour.milliwatts = row.int("milliwatts")
        return hour
      }
    }
  }
}
