/// Prompts and responses of the simulated company: nonsense of plausible length in several languages,
/// with escapes.
enum DemoText {
  /// Each voice has sentences, escaped for JSON.
  static let voices: [[StaticString]] = [
    [
      "The quick report on the quarter says that orders rose while returns fell. ",
      "Lanterns were counted twice in the northern depot, and the ledger agrees. ",
      "Please keep the tone friendly, name the parcel, and promise nothing. ",
      "A gull took the second invoice; the third one is attached below.\\n",
      "Rain delays the ferry, so crates marked \\\"blue\\\" wait until Thursday. ",
      "Nobody in the harbour office remembers who ordered forty pineapples. ",
    ],
    [
      "Der Bericht für das Quartal nennt mehr Bestellungen und weniger Rücksendungen. ",
      "Im Lager stehen zwölf Kisten Möhren, die niemand bestellt hat. ",
      "Bitte höflich antworten, das Paket nennen und nichts versprechen.\\n",
      "Die Fähre verspätet sich, größere Mengen kommen erst am Donnerstag. ",
    ],
    [
      "Der Bericht f\\u00fcr M\\u00e4rz nennt gr\\u00f6\\u00dfere Bestellungen. ",
      "Zw\\u00f6lf Kisten M\\u00f6hren stehen im Lager, und keiner wei\\u00df warum. ",
      "Die F\\u00e4hre versp\\u00e4tet sich \\u2013 bitte R\\u00fcckfragen b\\u00fcndeln.\\n",
    ],
    [
      "四半期の報告によると、注文は増え、返品は減りました。",
      "倉庫には誰も頼んでいない人参が十二箱あります。\\n",
      "船が遅れているので、青い箱は木曜日まで待ちます。",
    ],
    [
      "\\u56db\\u534a\\u671f\\u306e\\u5831\\u544a\\u306b\\u3088\\u308b\\u3068\\u6ce8\\u6587\\u306f\\u5897\\u3048\\n",
      "\\u8239\\u304c\\u9045\\u308c\\u3066\\u3044\\u307e\\u3059 \\ud83d\\udea2 ",
    ],
    [
      "The quick report says {\\\"rows\\\": [1, 2, 3], \\\"usage\\\": {\\\"prompt_tokens\\\": 999999}} and stops. ",
      "```json\\n{\\\"crate\\\": {\\\"label\\\": \\\"}}{\\\", \\\"count\\\": 12}}\\n``` ",
      "C:\\\\lager\\\\liste.csv holds a tab\\tand a slash \\/ in every row. ",
    ],
  ]

  /// Most people write English.
  private static let voiceOf: [Int] = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5]

  /// Appends the content of a JSON string, of about the length `choice` stands for: mostly short,
  /// sometimes pages. Never ends within a character or an escape.
  static func append(_ choice: UInt64, to line: inout LineBuffer) {
    let sentences = voices[voiceOf[Int(choice & 15)]]
    var sentence = 0
    let end = line.count &+ length(choice >> 8)
    repeat {
      line.put(sentences[sentence])
      sentence = sentence &+ 1 < sentences.count ? sentence &+ 1 : 0
    } while line.count < end
  }

  private static func length(_ choice: UInt64) -> Int {
    let part = Int(choice >> 8 & 1_023)
    return switch choice & 31 {
    case 0..<20: 20 + part / 8
    case 20..<29: 80 + part / 4
    case 29, 30: 300 + part
    default: 800 + part * 2
    }
  }
}

extension LineBuffer {
  /// Appends a member with filler text.
  mutating func prose(_ name: StaticString, _ choice: UInt64) {
    key(name)
    put("\"")
    DemoText.append(choice, to: &self)
    put("\"")
  }
}
