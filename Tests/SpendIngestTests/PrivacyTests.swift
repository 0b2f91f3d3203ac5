import Foundation
import SpendCore
import SpendIngest
import SpendPricing
import SpendStore
import Testing

@Suite struct PrivacyTests {
  @Test("addresses and keys in users and labels are stored by their last characters")
  func redaction() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      """
      {"request_id":"privacy-sample-1","model":"gpt-4o","tokens_in":9,"tokens_out":1,"user":"ann.smith@example.com",\
      "team":"lead:ann.smith@example.com","key_alias":"sk-proj-A1b2C3d4E5f6G7h8YzQ9"}

      """)
    let setup = IngestSetup(sources: [LogSource(path: shop.path("a.jsonl"))], catalog: .builtin)
    let writer = try SQLiteWriter(path: shop.database, zone: .utc)
    try IngestEngine(setup, store: writer, clock: { Instant(seconds: 1_790_000_000) }).readAll(
      stop: StopSignal())
    let event = try #require(
      try SQLiteStore(reading: shop.database, zone: .utc).newestEvents(limit: 9, before: nil, filters: [])
        .first)
    #expect(event.user == "…mith@…")
    #expect(event.labels.team == "lead:…mith@…")
    #expect(event.labels.key == "…YzQ9")
    let stored = try Data(contentsOf: URL(fileURLWithPath: shop.database))
    #expect(stored.range(of: Data("example.com".utf8)) == nil)
  }

  @Test("users become aliases where the configuration asks for it, the same one every time")
  func users() throws {
    let shop = try TemporaryLogs()
    try shop.write(
      "a.jsonl",
      """
      {"request_id":"privacy-sample-1","model":"gpt-4o","tokens_in":9,"tokens_out":1,"user":"ann@example.com"}
      {"request_id":"privacy-sample-2","model":"gpt-4o","tokens_in":9,"tokens_out":1,"user":"ann@example.com"}
      {"request_id":"privacy-sample-3","model":"gpt-4o","tokens_in":9,"tokens_out":1,"user":"bob"}

      """)
    var setup = IngestSetup(sources: [LogSource(path: shop.path("a.jsonl"))], catalog: .builtin)
    setup.userHash = KeyedHash(key: Array(0..<16))
    let writer = try SQLiteWriter(path: shop.database, zone: .utc)
    try IngestEngine(setup, store: writer, clock: { Instant(seconds: 1_790_000_000) }).readAll(
      stop: StopSignal())
    let users = try SQLiteStore(reading: shop.database, zone: .utc)
      .newestEvents(limit: 9, before: nil, filters: []).map(\.user)
    #expect(users.count == 3)
    #expect(Set(users).count == 2)
    #expect(users.allSatisfy { $0.hasPrefix("user-") })
    let stored = try Data(contentsOf: URL(fileURLWithPath: shop.database))
    #expect(stored.range(of: Data("example.com".utf8)) == nil)
  }
}
