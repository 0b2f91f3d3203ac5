import SpendCore

/// The form in which a label of a log is kept and shown: an e-mail address or a secret in it is replaced by its
/// last characters, enough to tell a few apart and too little to write to or to use.
public enum Redaction {
  /// The kind of a text decides which of its words can be secrets.
  public enum Kind: Sendable {
    /// A label with few values. Long hexadecimal words are keys.
    case label
    /// A user: hashes tell users apart.
    case user
    /// A session: random ids tell sessions apart, so that only known beginnings of keys are secrets.
    case session
  }

  /// `ann.smith@example.com` becomes `…mith@…` in a label and `…mith@…k7qd` as a user: people whose addresses end
  /// alike stay different users. `sk-proj-Ab12…Yz89` becomes `…Yz89`, and so does any word
  /// that is long and random; all else stays.
  public static func shown(_ text: String, as kind: Kind = .label) -> String {
    guard text.utf8.withContiguousStorageIfAvailable(mayHide) ?? true else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex { !isWordByte($0) } ?? bytes.count
      if end > position {
        result += shown(word: bytes[position..<end], as: kind)
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
    "eyJ", "r8_", "nvapi-", "fw_", "csk-", "tgp_", "rk_", "ghs_", "gho_", "ghu_", "glpat-", "xoxb-", "xoxp-",
    "ya29.", "npm_", "pypi-", "whsec_", "dop_v1_", "sess-", "AGE-SECRET-KEY-", "ABSK", "bedrock-api-key-",
  ].map { Array($0.utf8) }
  private static let shortestKey = 20
  private static let ellipsis = Array("…".utf8)

  private static func mayHide(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
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

  private static func shown(word: ArraySlice<UInt8>, as kind: Kind) -> [UInt8] {
    if let at = address(word) {
      let local = String(decoding: word[..<at], as: UTF8.self)
      // At most half of a short name is shown.
      let tag = kind == .user ? tag(of: word) : ""
      return Array("…\(local.suffix(min(4, local.count / 2)))@…\(tag)".utf8)
    }
    if word.count >= shortestKey, keyBeginnings.contains(where: { word.starts(with: $0) }) {
      return ellipsis + word.suffix(4)
    }
    return isSecret(word, kind) ? ellipsis + word.suffix(4) : Array(word)
  }

  private static let tagLetters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  /// Four letters made from an address in small letters: 20 bits, too few to find an address by.
  private static func tag(of address: ArraySlice<UInt8>) -> String {
    let lower = address.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    var bits = lower.withUnsafeBytes { ContentHash.of($0) }
    var letters: [UInt8] = []
    for _ in 0..<4 {
      letters.append(tagLetters[Int(bits & 31)])
      bits >>= 5
    }
    return String(decoding: letters, as: UTF8.self)
  }

  private static let longestPlainHexadecimal = 31
  private static let shortestRandom = 24

  /// True when a part of a word is too long and too random for a name.
  private static func isSecret(_ word: ArraySlice<UInt8>, _ kind: Kind) -> Bool {
    guard kind != .session, word.count >= shortestRandom else { return false }
    return word.split { "-._%+@".utf8.contains($0) }.contains { part in
      if kind == .label, part.count > longestPlainHexadecimal, isHexadecimal(part) { return true }
      return part.count >= shortestRandom && isRandom(part)
    }
  }

  private static func isHexadecimal(_ part: ArraySlice<UInt8>) -> Bool {
    var digits = 0
    for byte in part {
      switch byte {
      case 0x30...0x39: digits += 1
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): break
      default: return false
      }
    }
    return digits > 0
  }

  /// True when small letters, capitals and digits alternate more often than in words: in random text two of
  /// three neighbours differ in kind.
  private static func isRandom(_ part: ArraySlice<UInt8>) -> Bool {
    func kind(_ byte: UInt8) -> Int {
      switch byte {
      case 0x30...0x39: 0
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): 2
      default: 3
      }
    }
    var seen: Set<Int> = []
    var changes = 0
    var groupsOfDigits = 0
    var last = -1
    for byte in part {
      let next = kind(byte)
      if next == 3 { return false }
      if last >= 0, next != last { changes += 1 }
      if next == 0, last != 0 { groupsOfDigits += 1 }
      seen.insert(next)
      last = next
    }
    return seen.count == 3 && groupsOfDigits >= 2 && changes * 3 >= part.count
  }

  /// Index of the @ in an e-mail address; nil for other words, such as `model@20250514`.
  private static func address(_ word: ArraySlice<UInt8>) -> Int? {
    guard let at = word.lastIndex(of: UInt8(ascii: "@")), at > word.startIndex else { return nil }
    let domain = word[(at + 1)...]
    guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex else { return nil }
    let ending = domain[(dot + 1)...]
    let isName = ending.allSatisfy { !(0x30...0x39).contains($0) }
    return ending.count >= 2 && isName ? at : nil
  }
}
