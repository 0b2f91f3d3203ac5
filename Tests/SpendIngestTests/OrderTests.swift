import Foundation
import SpendCore
import SpendLogFormats
import SpendIngest
import SpendStore
import Testing

/// What is counted does not depend on the order in which files are found, on how much of them was
/// there at the first look, or on how often they are found.
@Suite struct OrderTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// Every sample of every format, a file each.
  private static let files: [(name: String, lines: [Substring])] = FormatRegistry.all.flatMap { format in
    format.samples.enumerated().map { index, sample in
      ("\(format.name)-\(index).log", sample.lines.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// What the database says, day by day and model by model. Lines without a time of their own have
  /// that of the file, and are compared in the total only.
  private func figures(_ shop: TemporaryLogs) throws -> [String] {
    let store = try SQLiteStore(reading: shop.database, zone: .utc)
    return try store.rows(
      for: SpendQuery(window: .allTime, groups: [.provider, .model, .queryType, .format])
    ).map { row in
      let sums = row.sums
      return
        (row.keys + [
          "\(sums.requests)", "\(sums.errors)", "\(sums.input)", "\(sums.cacheRead)", "\(sums.output)",
          sums.cost.decimalString,
        ]).joined(separator: " ")
    }.sorted()
  }

  @Test("any order, in pieces, and twice", arguments: [UInt64](1...4))
  func orders(seed: UInt64) throws {
    let straight = try TemporaryLogs()
    for file in Self.files { try straight.write(file.name, file.lines.joined(separator: "\n") + "\n") }
    try straight.ingest()
    let expected = try figures(straight)
    #expect(expected.count > 40)

    var random = Generator(state: seed)
    let shop = try TemporaryLogs()
    var pieces = Self.files.map { file in
      let cut = Int.random(in: 0...file.lines.count, using: &random)
      return (file, cut)
    }
    pieces.shuffle(using: &random)
    for (number, piece) in pieces.enumerated() {
      let (file, cut) = piece
      try shop.write(file.name, file.lines[..<cut].map { $0 + "\n" }.joined())
      if number % 16 == 7 { try shop.ingest() }
    }
    for (number, piece) in pieces.shuffled(using: &random).enumerated() {
      let (file, cut) = piece
      try shop.append(file.name, file.lines[cut...].map { $0 + "\n" }.joined())
      if number % 16 == 7 { try shop.ingest() }
    }
    try shop.ingest()
    let found = try figures(shop)
    #expect(Set(found).symmetricDifference(expected).isEmpty)
    for file in Self.files { try shop.write("copy-of-\(file.name)", file.lines.map { $0 + "\n" }.joined()) }
    try shop.ingest()
    #expect(try figures(shop) == expected)
  }
}
