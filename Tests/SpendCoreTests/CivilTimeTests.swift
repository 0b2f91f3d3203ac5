import SpendCore
import Testing

@Suite struct CivilTimeTests {
  @Test(
    "known moments",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
      (4_107_542_399, "2100-02-28T23:59:59.000Z"), (1_790_842_157, "2026-10-01T08:09:17.000Z"),
      (-1, "1969-12-31T23:59:59.000Z"),
    ])
  func known(seconds: Int64, text: String) {
    #expect(Instant(seconds: seconds).rfc3339 == text)
  }

  @Test("every day from 1900 to 2300 goes to its number and back")
  func everyDay() {
    var number = CivilTime.daysSince1970(year: 1900, month: 1, day: 1)
    for year in 1900..<2300 {
      for month in 1...12 {
        for day in 1...CivilTime.daysIn(month: month, year: year) {
          #expect(CivilTime.daysSince1970(year: year, month: month, day: day) == number)
          let back = CivilTime(Instant(seconds: Int64(number) * 86_400 + 5))
          #expect((back.year, back.month, back.day, back.second) == (year, month, day, 5))
          number += 1
        }
      }
    }
  }

  @Test("weekdays count from Monday")
  func weekdays() {
    #expect(CivilTime(year: 1970, month: 1, day: 1).weekday == 3)
    #expect(CivilTime(year: 2026, month: 11, day: 21).weekday == 5)
    #expect(CivilTime(year: 1969, month: 12, day: 28).weekday == 6)
  }

  @Test("an offset moves the clock, not the moment")
  func offsets() {
    let noonInKolkata = CivilTime(year: 2026, month: 3, day: 1, hour: 12)
    let instant = noonInKolkata.instant(offsetSeconds: 19_800)
    #expect(instant.rfc3339 == "2026-03-01T06:30:00.000Z")
    #expect(CivilTime(instant, offsetSeconds: 19_800) == noonInKolkata)
  }
}
