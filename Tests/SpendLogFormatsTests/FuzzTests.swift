import Foundation
import SpendCore
import SpendLogFormats
import Testing

/// Whatever a log holds, reading it neither stops the program nor invents anything.
@Suite struct FuzzTests {
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  private func check(_ text: [UInt8]) {
    for event in Reader(text).events {
      for count in [event.tokens.input, event.tokens.output, event.tokens.cacheRead, event.tokens.reasoning] {
        if let count { #expect(count >= 0) }
      }
    }
  }

  @Test("random bytes", arguments: [UInt64](1...20))
  func randomBytes(seed: UInt64) {
    var random = Generator(state: seed)
    let alphabet = Array("{}[]\":,\\/0123456789.eE+-truefalsn \n\r\t=;abc\u{0}\u{FF}".utf8)
    for _ in 0..<300 {
      check(
        (0..<Int.random(in: 0...200, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      )
    }
  }

  @Test(
    "samples with bytes changed, dropped and repeated", arguments: FormatRegistry.all.map { "\($0.name)" })
  func mutations(name: String) {
    guard let format = FormatRegistry.format(named: name) else { return }
    var random = Generator(state: 99)
    for sample in format.samples {
      let original = Array(sample.lines.utf8)
      for _ in 0..<400 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          guard !bytes.isEmpty else { break }
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes.remove(at: place)
          case 2: bytes.removeSubrange(place...)
          default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
          }
        }
        check(bytes)
      }
    }
  }

  @Test("every beginning of every sample", arguments: FormatRegistry.all.map { "\($0.name)" })
  func truncations(name: String) {
    guard let format = FormatRegistry.format(named: name) else { return }
    for sample in format.samples {
      let bytes = Array(sample.lines.utf8)
      for end in 0..<bytes.count { check(Array(bytes[..<end])) }
    }
  }

  @Test("numbers of any size", arguments: ["1", "0", "12.0", "1e3", "999999999", "1000000000"])
  func counts(text: String) {
    let events = Reader("{\"model\":\"m\",\"prompt_tokens\":\(text),\"completion_tokens\":1}").events
    #expect(events.count == 1)
  }

  @Test(
    "counts that cannot be are refused",
    arguments: ["-1", "1000000001", "1e12", String(repeating: "9", count: 51)])
  func impossibleCounts(text: String) {
    let reader = Reader("{\"model\":\"m\",\"prompt_tokens\":\(text),\"completion_tokens\":1}")
    #expect(reader.events.isEmpty && reader.rejects[1] == .impossibleCount)
  }

  @Test("usage in a prompt is no usage")
  func quotedUsage() {
    let prompt =
      #"{\"usage\":{\"prompt_tokens\":999999},\"object\":\"chat.completion\",\"model\":\"gpt-4o\"}"#
    let reader = Reader(
      "{\"role\":\"user\",\"content\":\"\(prompt)\",\"messages\":[{\"usage\":{\"prompt_tokens\":5}}]}")
    #expect(reader.events.isEmpty)
  }

  @Test("deep nesting is refused, not followed")
  func nesting() {
    let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
    #expect(Reader("{\"a\":\(deep)}").rejects[1] == .tooDeep)
    let objects = String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000)
    #expect(Reader(objects).rejects[1] == .tooDeep)
  }
}
