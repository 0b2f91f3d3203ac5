/// What a label of a log may be kept and shown as: an e-mail address or a key in it is replaced by its
/// last characters, enough to tell a few apart and too little to write to or to use.
public enum Redaction {
  /// `ann.smith@example.com` becomes `…mith@…`, `sk-proj-Ab12…Yz89` becomes `…Yz89`; all else stays.
  public static func shown(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard mayHide(bytes) else { return text }
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex { !isWordByte($0) } ?? bytes.count
      if end > position {
        result += shown(word: bytes[position..<end])
        position = end
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Beginnings of keys, with those of JSON web tokens.
  private static let keyBeginnings = [
    "sk-", "sk_", "pk-lf-", "AIza", "AKIA", "ASIA", "gsk_", "xai-", "pplx-", "ghp_", "github_pat_", "hf_",
    "eyJ", "r8_", "nvapi-", "fw_", "csk-", "tgp_",
  ].map { Array($0.utf8) }
  private static let shortestKey = 20
  private static let ellipsis = Array("…".utf8)

  private static func mayHide(_ bytes: [UInt8]) -> Bool {
    bytes.contains(UInt8(ascii: "@")) || bytes.count >= shortestKey
  }

  /// Letters, digits and what addresses and keys have beside them.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: "._%+-@".utf8.contains(byte)
    }
  }

  private static func shown(word: ArraySlice<UInt8>) -> [UInt8] {
    if let at = address(word) {
      let local = String(decoding: word[..<at], as: UTF8.self)
      // Of a short name no more than half.
      return Array("…\(local.suffix(min(4, local.count / 2)))@…".utf8)
    }
    if word.count >= shortestKey, keyBeginnings.contains(where: { word.starts(with: $0) }) {
      return ellipsis + word.suffix(4)
    }
    return Array(word)
  }

  /// Where the sign is in an e-mail address; nil for other words, such as `model@20250514`.
  private static func address(_ word: ArraySlice<UInt8>) -> Int? {
    guard let at = word.lastIndex(of: UInt8(ascii: "@")), at > word.startIndex else { return nil }
    let domain = word[(at + 1)...]
    guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex else { return nil }
    let ending = domain[(dot + 1)...]
    let isName = ending.allSatisfy { !(0x30...0x39).contains($0) }
    return ending.count >= 2 && isName ? at : nil
  }
}
