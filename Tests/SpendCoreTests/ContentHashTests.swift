import SpendCore
import Testing

@Suite struct ContentHashTests {
  private func hash(_ text: String) -> EventIdentity {
    var hash = ContentHash()
    Array(text.utf8).withUnsafeBytes { hash.combine($0) }
    return hash.identity
  }

  @Test func isTheSameInEveryVersion() {
    // Stored in databases: these numbers may never change.
    #expect(
      hash("chatcmpl-9XyZ") == EventIdentity(high: 781_260_996_639_378_452, low: 15_419_118_192_680_225_763))
  }

  @Test func tellsEveryPrefixApart() {
    let text = String(repeating: "a", count: 300)
    let hashes = Set((0...300).map { hash(String(text.prefix($0))) })
    #expect(hashes.count == 301)
    #expect(Set(hashes.map(\.low)).count == 301)
    #expect(Set(hashes.map(\.high)).count == 301)
  }

  @Test func everyBitCounts() {
    var seen = Set<EventIdentity>()
    for position in 0..<64 {
      for bit in 0..<8 {
        var bytes = [UInt8](repeating: 0x55, count: 64)
        bytes[position] ^= 1 << bit
        var hash = ContentHash()
        bytes.withUnsafeBytes { hash.combine($0) }
        seen.insert(hash.identity)
      }
    }
    #expect(seen.count == 64 * 8)
  }

  @Test func occurrencesAndMarkersDiffer() {
    let base = hash("{}")
    var all = Set((0..<1_000).map { base.occurrence($0) })
    for stream in 0..<1_000 { all.insert(base.seen(byStream: Int64(stream))) }
    #expect(all.count == 2_000)
    #expect(base.occurrence(0) == base)
  }
}
