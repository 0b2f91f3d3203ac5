import Testing

@testable import SpendStore

@Suite struct GroupTableTests {
  @Test("ids of every size have their numbers, and others none")
  func numbers() {
    var table = GroupTable()
    #expect(table.isEmpty && table[1] == nil)
    let ids: [Int64] = [3, 1, 900, 70_000, 3_000_000, 3_100_000, 1 << 22, .max, -5, 0, .min]
    for (number, id) in ids.enumerated() { table.set(number, for: id) }
    #expect(!table.isEmpty)
    for (number, id) in ids.enumerated() { #expect(table[id] == number) }
    for id in [2, 4, 899, 901, 140_000, 1 << 22 + 1, -1, -6] as [Int64] { #expect(table[id] == nil) }
    table.set(7, for: 3)
    #expect(table[3] == 7)
  }
}
