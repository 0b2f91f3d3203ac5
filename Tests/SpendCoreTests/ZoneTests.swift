import SpendCore
import Testing

@Suite struct ZoneTests {
  let berlin = Zone(named: "Europe/Berlin")!

  @Test("49: a local day is 23, 24 or 25 hours long")
  func daylightSaving() {
    func length(month: Int, day: Int) -> Int64 {
      let start = berlin.instant(CivilTime(year: 2026, month: month, day: day))
      let end = berlin.instant(CivilTime(year: 2026, month: month, day: day + 1))
      return (end.seconds - start.seconds) / 3_600
    }
    #expect(length(month: 3, day: 29) == 23)
    #expect(length(month: 3, day: 30) == 24)
    #expect(length(month: 10, day: 25) == 25)
  }

  @Test(
    "the time zone of the environment is that of the C library",
    arguments: [
      // TZ, then the hours ahead of UTC in January and in July, and the name.
      ("Europe/Berlin", 1, 2, "Europe/Berlin"), (":Europe/Berlin", 1, 2, "Europe/Berlin"),
      ("/usr/share/zoneinfo/Europe/Berlin", 1, 2, "Europe/Berlin"),
      (":/usr/share/zoneinfo/posix/America/New_York", -5, -4, "America/New_York"),
      ("CET-1CEST", 1, 2, "CET-1CEST"), ("EST5EDT,M3.2.0,M11.1.0", -5, -4, "EST5EDT,M3.2.0,M11.1.0"),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 11, 10, "AEST-10AEDT,M10.1.0,M4.1.0/3"),
      ("<+03>-3", 3, 3, "<+03>-3"), ("GMT+3", -3, -3, "<GMT>+3"), ("UTC", 0, 0, "UTC"),
    ])
  func environment(_ value: String, _ january: Int, _ july: Int, _ name: String) {
    let system = SystemZone(value)
    #expect(system.unknown == nil && system.zone.name == name)
    for (month, hours) in [(1, january), (7, july)] {
      let instant = CivilTime(year: 2026, month: month, day: 15).instant()
      #expect(system.zone.offsetSeconds(at: instant) == hours * 3_600)
      #expect(Zone(named: name)?.offsetSeconds(at: instant) == hours * 3_600, "the name is read again")
    }
  }

  @Test(
    "an unknown zone of the environment is UTC, and reported",
    arguments: ["Bogus/Zone", ":/no/such/file", "CET-1CEST,M13.1.0,M11.1.0"])
  func unknownEnvironment(_ value: String) {
    #expect(SystemZone(value).unknown == value && SystemZone(value).zone == .utc)
  }

  @Test(
    "rules change clocks at the same moments as the database",
    arguments: [
      ("CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"), ("EST5EDT", "America/New_York"),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney"),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "Australia/Lord_Howe"),
      ("IST-2IDT,M3.4.4/26,M10.5.0", "Asia/Jerusalem"),
    ])
  func rules(_ rules: String, _ name: String) throws {
    let (a, b) = (try #require(Zone(named: rules)), try #require(Zone(named: name)))
    for hour in 0..<(2 * 366 * 24) {
      let instant = CivilTime(year: 2027, month: 1, day: 1, hour: hour, minute: 30).instant()
      guard a.offsetSeconds(at: instant) != b.offsetSeconds(at: instant) else { continue }
      Issue.record("\(instant.rfc3339): \(a.offsetSeconds(at: instant)), \(b.offsetSeconds(at: instant))")
      return
    }
  }

  @Test("49: a skipped time is the end of the gap, a doubled one its first showing")
  func gapsAndFolds() {
    let skipped = berlin.instant(CivilTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30))
    #expect(skipped.rfc3339 == "2026-03-29T01:00:00.000Z")
    let doubled = berlin.instant(CivilTime(year: 2026, month: 10, day: 25, hour: 2, minute: 30))
    #expect(doubled.rfc3339 == "2026-10-25T00:30:00.000Z")
  }

  @Test(
    "slices start where the calendar of the zone says",
    arguments: [
      (BucketWidth.quarterHour, "2026-11-21T10:15:00.000Z"), (.hour, "2026-11-21T10:00:00.000Z"),
      (.day, "2026-11-20T23:00:00.000Z"), (.week, "2026-11-15T23:00:00.000Z"),
      (.month, "2026-10-31T23:00:00.000Z"),
    ])
  func slices(width: BucketWidth, start: String) {
    let now = CivilTime(year: 2026, month: 11, day: 21, hour: 10, minute: 20).instant()
    #expect(berlin.start(of: width, now).rfc3339 == start)
  }

  @Test("zones of quarter and half hours, and both ends of the map")
  func oddZones() {
    for (name, midnight) in [
      ("Asia/Kathmandu", "2026-11-20T18:15:00.000Z"), ("Asia/Kolkata", "2026-11-20T18:30:00.000Z"),
      ("Pacific/Kiritimati", "2026-11-21T10:00:00.000Z"), ("Etc/GMT+12", "2026-11-20T12:00:00.000Z"),
    ] {
      let now = CivilTime(year: 2026, month: 11, day: 21, hour: 10, minute: 20).instant()
      #expect(Zone(named: name)?.startOfDay(now).rfc3339 == midnight, "\(name)")
    }
    #expect(Zone(named: "Mars/Olympus") == nil)
  }

  @Test(
    "no moment that a damaged database can hold stops anything",
    arguments: [Int64.min, .min + 1, -9_223_372_036_854_000_000, -1, 9_223_372_036_000_000, .max - 1, .max])
  func anyMoment(microseconds: Int64) throws {
    let instant = Instant(microseconds: microseconds)
    for name in ["UTC", "America/New_York", "Pacific/Kiritimati"] {
      let zone = try #require(Zone(named: name))
      for width in BucketWidth.allCases { _ = zone.start(of: width, instant) }
      _ = zone.instant(zone.civil(instant))
    }
    #expect(!instant.rfc3339.isEmpty)
  }
}
