import Foundation
import SpendCore
import SpendStore
import Testing

@testable import spendtop

@Suite struct PriceComparisonTests {
  /// The result, and whether the stored costs were compared for it.
  private func compare(_ context: Context, result: String?) throws -> (words: String?, compared: Bool) {
    var compared = false
    let words = try PriceComparison(context: context).words(of: try context.store()) { _ in
      compared = true
      return result
    }
    return (words, compared)
  }

  @Test("costs are compared again only after prices, configuration or requests have changed")
  func once() throws {
    let sample = try SampleStore()
    var context = sample.context()
    context.configurationPath = sample.path + ".toml"
    #expect(try compare(context, result: "dearer") == ("dearer", true))
    #expect(try compare(context, result: "other") == ("dearer", false))

    try "[[price]]".write(toFile: context.configurationPath, atomically: false, encoding: .utf8)
    #expect(try compare(context, result: nil) == (nil, true))
    #expect(try compare(context, result: "other") == (nil, false))

    try "imported".write(toFile: context.importedPricesPath, atomically: false, encoding: .utf8)
    #expect(try compare(context, result: "cheaper") == ("cheaper", true))
    #expect(try compare(context, result: "other") == ("cheaper", false))

    let writer = try SQLiteWriter(path: sample.path, zone: .utc)
    let place = FileLocation(
      path: "/log/b.jsonl", device: 1, inode: 3, size: 0, modifiedNanoseconds: 0, codec: "plain")
    let streams = try writer.register([place], at: Instant(seconds: 0))
    var checkpoint = StreamCheckpoint()
    checkpoint.offset = 100
    let late = SampleEvent(hour: 8, requestID: "late")
    _ = try writer.commit(
      [CommitUnit(block: SampleEvent.block([late]), stream: streams[0], from: 0, checkpoint: checkpoint)],
      at: SampleStore.now)
    #expect(try compare(context, result: nil) == (nil, true))
  }

  @Test("a damaged result is replaced")
  func damaged() throws {
    let sample = try SampleStore()
    let context = sample.context()
    try "{".write(toFile: PriceComparison(context: context).path, atomically: false, encoding: .utf8)
    #expect(try compare(context, result: "dearer") == ("dearer", true))
    #expect(try compare(context, result: nil) == ("dearer", false))
  }
}
