import Foundation
import SpendCore
import SpendIngest
import SpendLogFormats
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
    #expect(event.user.hasPrefix("…mith@…") && event.user.count == 11)
    #expect(event.labels.team == "lead:…mith@…")
    #expect(event.labels.key == "…YzQ9")
    let stored = try Data(contentsOf: URL(fileURLWithPath: shop.database))
    #expect(stored.range(of: Data("example.com".utf8)) == nil)
  }

  @Test("masked addresses of two people stay two users, and one person's spellings are one")
  func maskedPeople() {
    let ann = Redaction.shown("ann.smith@example.com", as: .user)
    let bob = Redaction.shown("bob.smith@example.com", as: .user)
    #expect(ann.hasPrefix("…mith@…") && bob.hasPrefix("…mith@…"))
    #expect(ann != bob)
    #expect(Redaction.shown("Ann.smith@Example.com", as: .user) == ann)
    #expect(Redaction.shown(ann, as: .user) == ann)
    // Thousands of people with one ending are as many users.
    let many = (0..<5_000).map { Redaction.shown("p\($0).smith@example.com", as: .user) }
    #expect(Set(many).count >= 4_970, "20 bits: about 12 of 5,000 collide")
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
