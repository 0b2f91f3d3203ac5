/// A text in which `*` stands for any text, also none.
///
/// Matching goes back to the last star only, so that no pattern and no text takes longer than the
/// product of their lengths.
public struct GlobPattern: Sendable, Hashable {
  private let bytes: [UInt8]

  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// True when the pattern matches the whole text, case-sensitively.
  public func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    var p = 0
    var t = 0
    var lastStar: Int?
    var resume = 0
    while t < text.count {
      if p < bytes.count, bytes[p] == UInt8(ascii: "*") {
        lastStar = p
        resume = t
        p += 1
      } else if p < bytes.count, bytes[p] == text[t] {
        p += 1
        t += 1
      } else if let lastStar {
        resume += 1
        p = lastStar + 1
        t = resume
      } else {
        return false
      }
    }
    return bytes[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
