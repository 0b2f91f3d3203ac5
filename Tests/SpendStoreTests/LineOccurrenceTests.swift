import SpendCore
import SpendStore
import Testing

/// Lines without a request id: equal ones of a stream are different requests, equal ones of two
/// streams are copies.
@Suite struct LineOccurrenceTests {
  /// Streams of small numbers, each standing for a line's bytes.
  private func stored(_ streams: [[Int]], cuts: Int, reopening: Bool, seed: UInt64) throws -> Int {
    var random = SeededGenerator(seed: seed)
    let store = try TemporaryStore()
    var writer = store.writer
    let place = FileLocation(
      path: "/log", device: 1, inode: 1, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let ids = try writer.register(streams.map { _ in place }, at: Instant(seconds: 0))
    var read = streams.map { _ in 0 }
    while zip(read, streams).contains(where: { $0 < $1.count }) {
      var units: [CommitUnit] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let stream = Int.random(in: 0..<streams.count, using: &random)
        let end = min(read[stream] + Int.random(in: 1...cuts, using: &random), streams[stream].count)
        guard end > read[stream] else { continue }
        var maker = EventMaker()
        for line in streams[stream][read[stream]..<end] {
          maker.add(key: UInt64(line + 1) &* 0x9E37_79B9_7F4A_7C15, seconds: 1_000_000 + Int64(line))
          maker.block.events[maker.block.events.count - 1].event.identityOrigin = .line
        }
        var checkpoint = StreamCheckpoint()
        checkpoint.offset = Int64(end)
        units.append(
          CommitUnit(
            block: maker.block, stream: ids[stream], from: Int64(read[stream]), checkpoint: checkpoint))
        read[stream] = end
      }
      _ = try writer.commit(units, at: Instant(seconds: 1))
      if reopening { writer = try SQLiteWriter(path: store.path, zone: .utc) }
    }
    let rows = try store.reader().rows(for: SpendQuery(window: .allTime))
    return Int(rows.first?.sums.requests ?? 0)
  }

  @Test(
    "each line counts as often as the stream that has it most",
    arguments: [false, true], [UInt64](1...12))
  func mostInAnyStream(reopening: Bool, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let streams = (0..<Int.random(in: 1...4, using: &random)).map { _ in
      (0..<Int.random(in: 1...60, using: &random)).map { _ in Int.random(in: 0..<12, using: &random) }
    }
    var most: [Int: Int] = [:]
    for stream in streams {
      var counts: [Int: Int] = [:]
      for line in stream { counts[line, default: 0] += 1 }
      most.merge(counts) { max($0, $1) }
    }
    let expected = most.values.reduce(0, +)
    #expect(try stored(streams, cuts: 9, reopening: reopening, seed: seed) == expected)
  }

  @Test("a copied stream adds nothing, in any mixture of commits", arguments: [UInt64](1...6))
  func copies(seed: UInt64) throws {
    let lines = (0..<200).map { $0 % 70 }
    #expect(try stored([lines, lines, lines], cuts: 50, reopening: seed % 2 == 0, seed: seed) == 200)
  }
}
