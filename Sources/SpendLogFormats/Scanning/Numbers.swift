import SpendCore

/// Numbers as logs write them: JSON numbers, numbers in text, with thousands separators, with units.
enum Numbers {
  /// A token count. Nil when there is none: null, empty, a dash, a word.
  @inline(__always)
  static func count(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> Int32? {
    var value: Int32 = 0
    if text.count > 0, text.count <= 9 {
      for byte in text {
        let digit = byte &- 0x30
        guard digit <= 9 else { return try unusualCount(text) }
        value = value &* 10 &+ Int32(digit)
      }
      return value
    }
    return try unusualCount(text)
  }

  /// A token count with marks between thousands, as `style` has them.
  static func count(_ text: UnsafeRawBufferPointer, style: NumberStyle) throws(LineRejection) -> Int32? {
    style == .point ? try count(text) : try unusualCount(text, style)
  }

  private static func unusualCount(
    _ text: UnsafeRawBufferPointer, _ style: NumberStyle = .point
  ) throws(LineRejection) -> Int32? {
    let value = withPlainDigits(text, style) { plain($0, places: 0) ?? FixedPoint.parse($0, places: 0) }
    if let value {
      guard value >= 0, value <= Int64(TokenCounts.largest) else { throw .impossibleCount }
      return Int32(value)
    }
    // A number that no integer holds is damage; a word is just no number.
    if let first = text.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-") && text.count > 1,
      text.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || "+-.eE,".utf8.contains($0) })
    {
      throw .impossibleCount
    }
    return nil
  }

  /// The largest running total that is taken for one.
  static let largestTotal: Int64 = 1_000_000_000_000_000

  /// A sum of token counts. Nil when there is none.
  static func total(_ text: UnsafeRawBufferPointer) throws(LineRejection) -> Int64? {
    guard let value = scaled(text, places: 0) else {
      // A count that no total holds is damage as well; a word is just no number.
      return try count(text).map(Int64.init)
    }
    guard value >= 0, value <= largestTotal else { throw .impossibleCount }
    return value
  }

  /// An amount in USD, exact to the nanodollar. Reads `0.0012`, `$1,204.50`; nil for `NaN`, `Included`.
  static func money(_ text: UnsafeRawBufferPointer, style: NumberStyle = .point) -> Money? {
    scaled(withoutCurrency(text), places: 9, style: style).map(Money.init(nanodollars:))
  }

  /// An amount without the code of the dollar before or behind it.
  private static func withoutCurrency(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard text.count > 3, let first = text.first, let last = text.last,
      first | 0x20 == 0x75 || last | 0x20 == 0x64
    else { return text }
    for code in ["USD", "usd", "US"] as [StaticString] {
      let count = code.utf8CodeUnitCount
      if FieldText(text).hasPrefix(code) { return UnsafeRawBufferPointer(rebasing: text[count...]) }
      if FieldText(text).hasSuffix(code) {
        return UnsafeRawBufferPointer(rebasing: text[..<(text.count - count)])
      }
    }
    return text
  }

  /// A decimal number times 10^places.
  static func scaled(
    _ text: UnsafeRawBufferPointer, places: Int, style: NumberStyle = .point
  ) -> Int64? {
    if style == .point, let value = plain(text, places: places) { return value }
    return withPlainDigits(text, style) { plain($0, places: places) ?? FixedPoint.parse($0, places: places) }
  }

  /// The numbers that logs have most: digits with at most one point among them, and no more behind it
  /// than `places`. Nil for all others.
  static func plain(_ text: UnsafeRawBufferPointer, places: Int) -> Int64? {
    guard text.count > 0, text.count <= 19 else { return nil }
    var value: Int64 = 0
    var pointAt = -1
    for place in 0..<text.count {
      let digit = text[place] &- 0x30
      if digit <= 9 {
        value = value &* 10 &+ Int64(digit)
      } else {
        guard text[place] == UInt8(ascii: "."), pointAt < 0 else { return nil }
        pointAt = place
      }
    }
    let whole = pointAt < 0 ? text.count : pointAt
    let missing = pointAt < 0 ? places : places &- (text.count &- pointAt &- 1)
    guard missing >= 0, whole + places <= 18, text.count > 1 || pointAt < 0 else { return nil }
    for _ in 0..<missing { value = value &* 10 }
    return value
  }

  /// Leaves out a currency sign, thousands separators and spaces around, when there are any.
  @inline(__always)
  private static func withPlainDigits<T>(
    _ text: UnsafeRawBufferPointer, _ style: NumberStyle = .point, _ body: (UnsafeRawBufferPointer) -> T?
  ) -> T? {
    guard
      style == .comma
        || text.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "$") || isSpacing($0) })
    else { return body(text) }
    let decimal = UInt8(ascii: style == .comma ? "," : ".")
    let grouping = UInt8(ascii: style == .comma ? "." : ",")
    guard text.count <= 64 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { plain in
      var count = 0
      for byte in text where byte != grouping && byte != UInt8(ascii: "$") && !isSpacing(byte) {
        plain[count] = byte == decimal ? UInt8(ascii: ".") : byte
        count += 1
      }
      return body(UnsafeRawBufferPointer(rebasing: plain[..<count]))
    }
  }

  /// Marks between thousands other than points and commas: apostrophes, underscores, and the bytes of the spaces
  /// that do not break a line.
  private static func isSpacing(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, UInt8(ascii: "'"), UInt8(ascii: "_"), 0xC2, 0xA0, 0xE2, 0x80, 0xAF, 0x89, 0x99: true
    default: false
    }
  }

  /// Unit of a duration without a unit suffix.
  enum DurationUnit {
    case nanoseconds
    case microseconds
    case milliseconds
    case seconds

    /// Power of ten that makes microseconds of it.
    var microsecondPlaces: Int {
      switch self {
      case .nanoseconds: -3
      case .microseconds: 0
      case .milliseconds: 3
      case .seconds: 6
      }
    }
  }

  /// A duration in whole milliseconds: a number in `unit`, or with its own suffix `ns`, `us`, `µs`,
  /// `ms`, `s`, `m`. Nil when it is none, negative, or longer than 24 days.
  static func milliseconds(_ text: UnsafeRawBufferPointer, unit: DurationUnit) -> Int32? {
    guard !text.isEmpty, text.count <= 48 else { return nil }
    var end = text.count
    while end > 0, !(0x30...0x39).contains(text[end - 1]), text[end - 1] != UInt8(ascii: ".") { end -= 1 }
    let number = UnsafeRawBufferPointer(rebasing: text[..<end])
    var suffix = text[end...]
    while suffix.first == 0x20 { suffix = suffix.dropFirst() }
    let places: Int
    var minutes = false
    if suffix.isEmpty {
      places = unit.microsecondPlaces
    } else if suffix.elementsEqual("ms".utf8) {
      places = 3
    } else if suffix.elementsEqual("s".utf8) {
      places = 6
    } else if suffix.elementsEqual("us".utf8) || suffix.elementsEqual("µs".utf8)
      || suffix.elementsEqual("μs".utf8)
    {
      places = 0
    } else if suffix.elementsEqual("ns".utf8) {
      places = -3
    } else if suffix.elementsEqual("m".utf8) {
      places = 6
      minutes = true
    } else {
      return nil
    }
    guard var microseconds = FixedPoint.parse(number, places: max(0, places)) else { return nil }
    if places < 0 { microseconds /= 1_000 }
    if minutes {
      let (product, overflow) = microseconds.multipliedReportingOverflow(by: 60)
      guard !overflow else { return nil }
      microseconds = product
    }
    guard microseconds >= 0 else { return nil }
    let (padded, overflow) = microseconds.addingReportingOverflow(500)
    return overflow ? nil : Int32(exactly: padded / 1_000)
  }
}
