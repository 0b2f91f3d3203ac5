import SpendCore
import Testing

@testable import SpendIngest

@Suite struct StreamIndexTests {
  /// A stream that has read all of a text.
  private func stream(_ id: Int64, _ text: String, upTo offset: Int? = nil) -> StreamRecord {
    let bytes = Array(text.utf8)
    var checkpoint = StreamCheckpoint()
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

  private func text(_ number: Int) -> String {
    String(repeating: "the same beginning ", count: 6) + "\(number)\n"
  }

  private func candidates(_ book: StreamIndex, _ text: String, inode: UInt64 = 9_999) -> [Int64] {
    book.candidates(head: Array(text.utf8), path: "/log/new", device: 1, inode: inode).map(\.id)
  }

  @Test("of thousands of small files with one beginning, only those with the same end may be a file")
  func beginnings() {
    var book = StreamIndex((1...2_000).map { stream(Int64($0), text($0)) })
    #expect(candidates(book, text(0)).isEmpty)
    #expect(candidates(book, text(1_234)) == [1_234])
    // What has grown since is the same stream, and so is a file whose line goes on.
    #expect(candidates(book, text(77) + text(78)) == [77])
    #expect(candidates(book, text(0), inode: 5) == [5])
    // A stream that is read on is found by what it has read now.
    let grown = stream(77, text(77) + text(78))
    book.move(77, to: grown.checkpoint)
    #expect(candidates(book, text(77)).isEmpty)
    #expect(candidates(book, text(77) + text(78) + text(79)) == [77])
  }

  @Test("behind the bytes that are at hand any end may be")
  func long() {
    let long = String(repeating: text(1), count: 100)
    let book = StreamIndex([stream(1, long)])
    #expect(candidates(book, String(long.prefix(Fingerprint.longestHead))) == [1])
    #expect(candidates(book, String(long.prefix(Fingerprint.longestHead - 1))).isEmpty)
  }

  @Test("checkpoints that no program writes lead nowhere", arguments: [-1, 0, 300, Int64.max, .min])
  func damaged(length: Int64) {
    for offset in [0, 5, 100, Int64.max, .min] as [Int64] {
      var odd = stream(1, text(1))
      odd.checkpoint.offset = offset
      odd.checkpoint.tailLength = length
      let book = StreamIndex([odd])
      let found = candidates(book, text(1))
      #expect(found.isEmpty || found == [1])
      let facts = StartPosition.Facts(
        head: Array(text(1).utf8), size: nil, device: 1, inode: 1, path: "/log/1")
      let start = StartPosition.decide(facts, candidates: found.compactMap { book[$0] }) { wanted in
        wanted.map { offset, length in
          #expect(length >= 0 && Int64(length) <= offset)
          return nil
        }
      }
      #expect(start == .beginning(replaces: nil) || length == 0)
    }
  }
}
