import SpendCore
import Testing

@testable import SpendIngest

@Suite struct StreamIndexTests {
  /// A stream that has read all of a text.
  private func stream(_ id: Int64, _ text: String, upTo offset: Int? = nil) -> StreamRecord {
    let bytes = Array(text.utf8)
    var checkpoint = StreamCheckpoint()
    checkpoint.format = "generic-jsonl"
    checkpoint.offset = Int64(offset ?? bytes.count)
    checkpoint.headLength = Int64(Fingerprint.headLength(committed: checkpoint.offset))
    checkpoint.headHash = Fingerprint.hash(bytes[..<Int(checkpoint.headLength)])
    checkpoint.tailLength = Int64(Fingerprint.tailLength(committed: checkpoint.offset))
    checkpoint.tailHash = Fingerprint.hash(
      bytes[(Int(checkpoint.offset) - Int(checkpoint.tailLength))..<Int(checkpoint.offset)])
    let place = FileLocation(
      path: "/log/\(id)", device: 1, inode: UInt64(id), size: 0, modifiedNanoseconds: 0, codec: "plain")
    return StreamRecord(id: id, place: place, state: .live, checkpoint: checkpoint)
  }

  /// A ledger of a few streams.
  private final class Ledger: IngestLedger {
    var known: [StreamRecord]
    private(set) var returned = 0

    init(_ known: [StreamRecord]) { self.known = known }

    func streams(matching queries: [StreamQuery]) throws -> [StreamRecord] {
      let found = queries.flatMap { query in
        known.filter { stream in
          let content = stream.checkpoint
          return switch query {
          case .inode(let device, let inode): stream.place.device == device && stream.place.inode == inode
          case .database(let path): stream.place.codec == "sqlite" && stream.place.path == path
          case .short(let head, let ending, let tail):
            content.headHash == head && content.offset == ending.offset && content.tailLength == ending.length
              && content.tailHash == tail
          case .long(let head): content.headHash == head && content.offset > StreamEnding.longest
          }
        }
      }
      returned += found.count
      return found
    }

    func endings(ofHead hash: UInt64) throws -> [StreamEnding] {
      let short = known.filter {
        $0.checkpoint.headHash == hash && $0.checkpoint.offset <= StreamEnding.longest
      }
      return Array(
        Set(short.map { StreamEnding(offset: $0.checkpoint.offset, length: $0.checkpoint.tailLength) }))
    }

    func register(_ places: [FileLocation], at now: Instant) throws -> [Int64] { [] }
    func note(_ sightings: [StreamUpdate]) throws {}
    func oldStreams(before moment: Instant, limit: Int) throws -> [StreamRecord] { [] }
    func noteMissing(_ streams: [Int64], upTo last: Int64) throws {}
  }

  private func text(_ number: Int) -> String {
    String(repeating: "the same beginning ", count: 6) + "\(number)\n"
  }

  private func candidates(_ book: StreamIndex, _ text: String, inode: UInt64 = 9_999) throws -> [Int64] {
    var book = book
    return try book.candidates(head: Array(text.utf8), path: "/log/new", device: 1, inode: inode).map(\.id)
  }

  @Test("of thousands of small files with one beginning, only those with the same end may be a file")
  func beginnings() throws {
    let ledger = Ledger((1...2_000).map { stream(Int64($0), text($0)) })
    var book = StreamIndex(ledger)
    #expect(try candidates(book, text(0)).isEmpty)
    #expect(try candidates(book, text(1_234)) == [1_234])
    // What has grown since is the same stream, and so is a file whose line goes on.
    #expect(try candidates(book, text(77) + text(78)) == [77])
    #expect(try candidates(book, text(0), inode: 5) == [5])
    // A stream that is read on is found by what it has read now.
    let grown = stream(77, text(77) + text(78))
    ledger.known[76] = grown
    book.move(77, to: grown.checkpoint)
    #expect(try candidates(book, text(77)).isEmpty)
    #expect(try candidates(book, text(77) + text(78) + text(79)) == [77])
  }

  @Test("of all known streams, those of files that exist are loaded, and dropped with them")
  func memory() throws {
    let ledger = Ledger((1...2_000).map { stream(Int64($0), text($0)) })
    var book = StreamIndex(ledger)
    #expect(ledger.returned == 0)
    func log(_ number: Int) -> DiscoveredLog {
      DiscoveredLog(
        path: "/log/\(number)", source: 0, device: 1, inode: UInt64(number), size: 0, modifiedNanoseconds: 0,
        mayBeLink: false)
    }
    #expect(try book.load([log(7), log(8), log(3_000)]).map(\.id) == [7, 8])
    #expect(try book.load([log(7), log(8), log(3_000)]).isEmpty)
    #expect(ledger.returned == 2)
    // What this run has noted holds against the ledger, which does not have it yet.
    let moved = FileLocation(
      path: "/log/moved", device: 1, inode: 9_000, size: 5, modifiedNanoseconds: 1, codec: "plain")
    book.note(7, place: moved, state: .live)
    #expect(book.stream(atPath: "/log/moved")?.id == 7)
    #expect(try book.stream(device: 1, inode: 9_000)?.id == 7)
    book.removeAll(except: [log(8).id])
    #expect(book.count == 1)
    #expect(book[8] != nil)
  }

  @Test("behind the bytes that are at hand any end may be")
  func long() throws {
    let long = String(repeating: text(1), count: 100)
    let book = StreamIndex(Ledger([stream(1, long)]))
    #expect(try candidates(book, String(long.prefix(Fingerprint.longestHead))) == [1])
    #expect(try candidates(book, String(long.prefix(Fingerprint.longestHead - 1))).isEmpty)
  }

  @Test("a short beginning without a record is not known in another file")
  func untold() {
    var known = stream(1, "{\n")
    let copy = StartPosition.Facts(
      head: Array("{\n  \"id\": 1".utf8), size: 12, device: 1, inode: 2, path: "/log/2")
    let hashes: ([(offset: Int64, length: Int)]) -> [UInt64?] = { wanted in
      wanted.map { Fingerprint.hash(copy.head[(Int($0.offset) - $0.length)..<Int($0.offset)]) }
    }
    #expect(StartPosition.decide(copy, candidates: [known], tails: hashes) == .resume(stream: 1))
    known.checkpoint.format = ""
    #expect(StartPosition.decide(copy, candidates: [known], tails: hashes) == .beginning(replaces: nil))
    var same = copy
    same.inode = 1
    #expect(StartPosition.decide(same, candidates: [known], tails: hashes) == .resume(stream: 1))
  }

  @Test("checkpoints that no program writes lead nowhere", arguments: [-1, 0, 300, Int64.max, .min])
  func damaged(length: Int64) throws {
    for offset in [0, 5, 100, Int64.max, .min] as [Int64] {
      var odd = stream(1, text(1))
      odd.checkpoint.offset = offset
      odd.checkpoint.tailLength = length
      let ledger = Ledger([odd])
      let book = StreamIndex(ledger)
      let found = try candidates(book, text(1))
      #expect(found.isEmpty || found == [1])
      let facts = StartPosition.Facts(
        head: Array(text(1).utf8), size: nil, device: 1, inode: 1, path: "/log/1")
      let start = StartPosition.decide(facts, candidates: ledger.known.filter { found.contains($0.id) }) {
        wanted in
        wanted.map { offset, length in
          #expect(length >= 0 && Int64(length) <= offset)
          return nil
        }
      }
      #expect(start == .beginning(replaces: nil) || length == 0)
    }
  }
}
