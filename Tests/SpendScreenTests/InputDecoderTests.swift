import SpendScreen
import Testing

/// Keys and reports out of the bytes of a terminal, wherever these are cut.
@Suite struct InputDecoderTests {
  private static func decode(_ parts: [String]) -> [InputEvent] {
    var decoder = InputDecoder()
    return parts.flatMap { decoder.decode(Array($0.utf8)) } + decoder.flush()
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: String
    var events: [InputEvent]
    var testDescription: String { name }

    init(_ name: String, _ bytes: String, _ keys: [Key]) {
      self.init(name, bytes, events: keys.map { .key($0) })
    }
    init(_ name: String, _ bytes: String, events: [InputEvent]) {
      (self.name, self.bytes, self.events) = (name, bytes, events)
    }
  }

  private static func press(_ kind: MousePress.Kind, _ row: Int, _ column: Int) -> Key {
    .mouse(MousePress(kind, row: row, column: column))
  }

  static let cases: [Case] = [
    Case("letters", "aé意", [.character("a"), .character("é"), .character("意")]),
    Case(
      "controls", "\u{3}\u{1}\t\r\n\u{7F}\u{8}",
      [
        .control("c"), .control("a"), .tab, .enter, .enter, .backspace, .backspace,
      ]),
    Case("arrows", "\u{1B}[A\u{1B}[B\u{1B}OC\u{1B}OD", [.up, .down, .right, .left]),
    Case("arrows with modifiers", "\u{1B}[1;5A\u{1B}[1;2B", [.up, .down]),
    Case("Home", "\u{1B}[H\u{1B}OH\u{1B}[1~\u{1B}[7~", [.home, .home, .home, .home]),
    Case("End", "\u{1B}[F\u{1B}OF\u{1B}[4~\u{1B}[8~", [.end, .end, .end, .end]),
    Case(
      "pages and Delete", "\u{1B}[5~\u{1B}[6~\u{1B}[3~\u{1B}[3;5~", [.pageUp, .pageDown, .delete, .delete]),
    Case(
      "function keys", "\u{1B}OP\u{1B}[11~\u{1B}[[A\u{1B}[15~\u{1B}[17~\u{1B}[24~",
      [
        .function(1), .function(1), .function(1), .function(5), .function(6), .function(12),
      ]),
    Case("back tab", "\u{1B}[Z", [.backTab]),
    Case("Escape", "\u{1B}", [.escape]),
    Case("Escape twice", "\u{1B}\u{1B}", [.escape, .escape]),
    Case("a letter with Alt", "\u{1B}x", [.escape, .character("x")]),
    Case("a press and its release", "\u{1B}[<0;10;4M\u{1B}[<0;10;4m", [press(.press, 3, 9)]),
    Case(
      "the wheel", "\u{1B}[<64;1;1M\u{1B}[<65;300;2M", [press(.wheelUp, 0, 0), press(.wheelDown, 1, 299)]),
    Case("the wheel with Control", "\u{1B}[<80;1;1M", [press(.wheelUp, 0, 0)]),
    Case(
      "a drag, other buttons, a sideways wheel", "\u{1B}[<32;5;5M\u{1B}[<2;5;5M\u{1B}[<1;5;5M\u{1B}[<66;5;5M",
      []),
    Case(
      "a report of the mouse in the old form", "\u{1B}[M !!\u{1B}[M#!!\u{1B}[M`!!",
      [
        press(.press, 0, 0), press(.wheelUp, 0, 0),
      ]),
    Case("the focus", "\u{1B}[I\u{1B}[O", events: [.focus(true), .focus(false)]),
    Case("pasted text", "\u{1B}[200~a\u{1B}[A b\n\u{1}c\u{1B}[201~q", [.paste("a bc"), .character("q")]),
    Case(
      "unknown sequences",
      "\u{1B}[99~\u{1B}[32;10;5M\u{1B}[?1;2c\u{1B}[>0;276;0c\u{1B}[27;5;9~\u{1B}[97;5u\u{1B}[12;40R"
        + "\u{1B}Oz\u{1B}[!p\u{1B}[x", []),
    Case(
      "answers in strings",
      "\u{1B}]11;rgb:0000/0000/0000\u{7}\u{1B}]52;c;cXVpdA==\u{1B}\\\u{1B}P1$r0m\u{1B}\\q",
      [
        .character("q")
      ]),
    Case("a sequence that a letter breaks off", "\u{1B}[\u{3}", [.control("c")]),
  ]

  @Test("keys and reports, in one read and byte by byte", arguments: cases)
  func decodes(_ one: Case) {
    #expect(Self.decode([one.bytes]) == one.events)
    var decoder = InputDecoder()
    let events = one.bytes.utf8.flatMap { decoder.decode([$0]) } + decoder.flush()
    #expect(events == one.events, "byte by byte")
  }

  @Test("any cut of any row of input gives the same keys", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func cuts(seed: UInt64) {
    var number = seed
    func next(_ count: Int) -> Int {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(number >> 33) % count
    }
    // An Escape key and what follows it are told apart by time alone.
    let certain = Self.cases.filter { !$0.name.hasPrefix("Escape") && !$0.name.hasPrefix("a letter") }
    for _ in 0..<200 {
      let row = (0..<(1 + next(6))).map { _ in certain[next(certain.count)] }
      let bytes = row.flatMap { Array($0.bytes.utf8) }
      var decoder = InputDecoder()
      var events: [InputEvent] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + 1 + next(9))
        events += decoder.decode(bytes[start..<end])
        start = end
      }
      #expect(events + decoder.flush() == row.flatMap(\.events), "seed \(seed): \(row.map(\.name))")
    }
  }

  @Test(
    "an incomplete sequence is never typed",
    arguments: [
      "\u{1B}[", "\u{1B}[<0;10", "\u{1B}O", "\u{1B}]11;rgb", "\u{1B}[M!", "\u{1B}[20",
    ])
  func incomplete(bytes: String) {
    var decoder = InputDecoder()
    #expect(decoder.decode(Array(bytes.utf8)).isEmpty)
    #expect(decoder.patience != nil)
    #expect(decoder.flush().isEmpty && decoder.patience == nil)
    #expect(decoder.decode([0x71]) == [.key(.character("q"))])
  }

  @Test("random bytes end in a decoder that still reads keys", arguments: [7, 8, 9] as [UInt64])
  func random(seed: UInt64) {
    var number = seed
    func next(_ count: Int) -> Int {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(number >> 33) % count
    }
    var decoder = InputDecoder()
    for _ in 0..<2_000 {
      _ = decoder.decode((0..<next(12)).map { _ in UInt8(next(4) == 0 ? 0x1B : next(256)) })
    }
    _ = decoder.flush()
    _ = decoder.decode(Array("\u{1B}[201~".utf8))
    #expect(decoder.decode([0x71]) == [.key(.character("q"))], "seed \(seed)")
  }
}
