import SpendCore
import Testing

@Suite struct KeyedHashTests {
  @Test("the published vectors of SipHash-2-4")
  func vectors() throws {
    let hash = try #require(KeyedHash(key: Array(0..<16)))
    #expect(hash.hash([]) == 0x726F_DB47_DD0E_0E31)
    #expect(hash.hash(Array(UInt8(0)..<1)) == 0x74F8_39C5_93DC_67FD)
    #expect(hash.hash(Array(UInt8(0)..<8)) == 0x93F5_F579_9A93_2462)
    #expect(hash.hash(Array(UInt8(0)..<15)) == 0xA129_CA61_49BE_45E5)
  }

  @Test("an alias is as long as any other, and another key's is another")
  func alias() throws {
    let one = try #require(KeyedHash(key: Array(0..<16)))
    let other = try #require(KeyedHash(key: Array(1..<17)))
    #expect(one.alias(of: "ann@example.com").count == 21)
    #expect(one.alias(of: "ann@example.com") == one.alias(of: "ann@example.com"))
    #expect(one.alias(of: "ann@example.com") != other.alias(of: "ann@example.com"))
    #expect(KeyedHash(key: []) == nil)
  }
}
