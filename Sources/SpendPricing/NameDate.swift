/// A date within a name: `-20250929`, `@20250929` or `-2025-09-29`.
struct NameDate {
  /// Range of the bytes, including the separator before the date.
  var range: Range<Int>
  var separator: UInt8
  var isDashed: Bool
  private var digits: [UInt8]

  /// The last date in a name.
  init?(in bytes: [UInt8]) {
    for start in bytes.indices.reversed() where bytes[start] == .dash || bytes[start] == .at {
      for isDashed in [true, false] {
        let end = start + (isDashed ? 11 : 9)
        guard end <= bytes.count, end == bytes.count || bytes[end] == .dash || bytes[end] == .colon else {
          continue
        }
        let date = bytes[(start + 1)..<end]
        let digits = isDashed ? Self.digits(dashed: Array(date)) : Array(date)
        guard digits.count == 8, digits.allSatisfy(\.isDigit), digits.starts(with: "20".utf8) else {
          continue
        }
        range = start..<end
        separator = bytes[start]
        self.isDashed = isDashed
        self.digits = digits
        return
      }
    }
    return nil
  }

  private static func digits(dashed date: [UInt8]) -> [UInt8] {
    date[4] == .dash && date[7] == .dash ? Array(date[0..<4] + date[5..<7] + date[8..<10]) : []
  }

  func replaced(in bytes: [UInt8], separator: Character, isDashed: Bool) -> String {
    let parts = isDashed ? [digits[0..<4], digits[4..<6], digits[6..<8]] : [digits[...]]
    let date = parts.map { Respelling.text($0) }.joined(separator: "-")
    return Respelling.text(bytes[..<range.lowerBound]) + String(separator) + date
      + Respelling.text(bytes[range.upperBound...])
  }
}
