import Foundation
import SpendCore
import SpendStore
import Testing

@Suite struct EventSearchTests {
  @Test(
    "pages of any size give every event of a window once, newest first", arguments: [1, 2, 7, 100, 1_000])
  func pages(scan: Int) throws {
    let store = try TemporaryStore()
    var events = EventMaker()
    for index in 0..<500 {
      // Several events a second, so that pages end between events of one moment.
      events.add(
        key: UInt64(index) &* 0x9E37_79B9_7F4A_7C15, seconds: 1_000 + Int64(index / 5),
        feature: index.isMultiple(of: 50) ? "rare" : "common")
    }
    try store.commit(events.block)
    let reader = try store.reader()
    let window = TimeWindow(start: Instant(seconds: 1_010), end: Instant(seconds: 1_090))
    for (feature, expected) in [("common", 392), ("rare", 8)] {
      var found: [EventPage.Found] = []
      var cursor: EventCursor?
      repeat {
        let page = try reader.searchEvents(
          in: window, from: cursor, scan: scan, filters: [DimensionFilter(.feature, .equals(feature))],
          figures: [])
        found += page.found
        cursor = page.next
      } while cursor != nil
      #expect(found.count == expected, "\(feature)")
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.cursor > $1.cursor })
      #expect(found.allSatisfy { window.contains($0.record.time) })
    }
  }
}
