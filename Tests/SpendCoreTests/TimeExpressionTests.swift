import SpendCore
import Testing

@Suite struct TimeExpressionTests {
  /// A Friday, 14:32:07.120 in UTC.
  private static let now = CivilTime(
    year: 2026, month: 11, day: 20, hour: 14, minute: 32, second: 7, microsecond: 120_000
  ).instant()

  private func read(_ text: String, zone: String = "UTC") throws -> String? {
    let zone = try #require(Zone(named: zone))
    return TimeExpression(text, now: Self.now, zone: zone)?.instant.rfc3339
  }

  @Test(
    "what people write",
    arguments: [
      ("now", "2026-11-20T14:32:07.120Z"),
      ("TODAY", "2026-11-20T00:00:00.000Z"),
      ("yesterday", "2026-11-19T00:00:00.000Z"),
      ("week", "2026-11-16T00:00:00.000Z"),
      ("month", "2026-11-01T00:00:00.000Z"),
      ("7d", "2026-11-13T14:32:07.120Z"),
      ("-7d", "2026-11-13T14:32:07.120Z"),
      ("90m", "2026-11-20T13:02:07.120Z"),
      ("0s", "2026-11-20T14:32:07.120Z"),
      ("2w", "2026-11-06T14:32:07.120Z"),
      ("2026-02-28", "2026-02-28T00:00:00.000Z"),
      ("2024-02-29", "2024-02-29T00:00:00.000Z"),
      ("2026-11-20T14:30", "2026-11-20T14:30:00.000Z"),
      ("2026-11-20 14:30:05", "2026-11-20T14:30:05.000Z"),
      ("2026-11-20t14:30:05z", "2026-11-20T14:30:05.000Z"),
      ("2026-11-20T14:30:05.25Z", "2026-11-20T14:30:05.250Z"),
      ("2026-11-20T14:30:05.1239999Z", "2026-11-20T14:30:05.123Z"),
      ("2026-11-20T14:30:05+05:30", "2026-11-20T09:00:05.000Z"),
      ("2026-11-20T14:30:05-08:00", "2026-11-20T22:30:05.000Z"),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
      ("9223372036854775807s", "1970-01-01T00:00:00.000Z"),
    ])
  func reads(_ text: String, moment: String) throws {
    #expect(try read(text) == moment)
  }

  @Test(
    "days and clocks are those of the zone",
    arguments: [
      ("today", "2026-11-19T23:00:00.000Z"),
      ("month", "2026-10-31T23:00:00.000Z"),
      ("2026-07-01", "2026-06-30T22:00:00.000Z"),
      ("2026-07-01T12:00:30.5", "2026-07-01T10:00:30.500Z"),
      ("2026-07-01T12:00Z", "2026-07-01T12:00:00.000Z"),
      ("2026-03-29T02:30", "2026-03-29T01:00:00.000Z"),
    ])
  func local(_ text: String, moment: String) throws {
    #expect(try read(text, zone: "Europe/Berlin") == moment)
  }

  @Test(
    "everything else is refused",
    arguments: [
      "", "-", "d", "-d", "+7d", "-+7d", "--7d", "7", "7y", "1.5h", "99999999999999999999d",
      "9223372036854775807w",
      "tomorrow", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-01-00", "2026/01/01", "2026-1-1",
      "+026-01-01", "2026-01-01x12:00", "2026-01-01T", "2026-01-01T12", "2026-01-01T12.30",
      "2026-01-01T24:00",
      "2026-01-01T12:60", "2026-01-01T12:30:61Z", "2026-01-01T12:30:05.Z", "2026-01-01T12:30ZZ",
      "2026-01-01T12:30x05:30", "2026-01-01T12:30+5:30", "2026-01-01T12:30+24:00", "2026-01-01T12:30+05:30x",
      "2026-01-01T-1:30", "２０２６-01-01",
    ])
  func refuses(_ text: String) throws {
    #expect(try read(text) == nil)
  }

  @Test("no text stops the program")
  func anyText() throws {
    let letters = Array("0123456789-+:.TZdwhm ~é")
    var state: UInt64 = 11
    for _ in 0..<20_000 {
      var text = ""
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for _ in 0..<Int(state >> 59) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(letters[Int(state >> 33) % letters.count])
      }
      _ = try read(text)
    }
  }
}
