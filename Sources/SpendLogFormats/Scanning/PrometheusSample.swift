import SpendCore

/// A sample of a metric: `name{label="value",…} number [time]`, as servers of metrics and Prometheus
/// itself write them, or with the name among the labels as its dumps have it.
///
/// Source: Prometheus, "Exposition formats"; OpenMetrics 1.0.
struct PrometheusSample {
  /// Name and labels as they are written, which tell the series from others.
  let series: UnsafeRawBufferPointer
  let name: FieldText
  /// Everything between the braces.
  let labels: FieldText
  /// The number as it is written.
  let value: UnsafeRawBufferPointer
  /// Nil where the sample does not say when it was taken.
  let time: Instant?

  /// Length limit of a line in bytes; longer lines are not samples of the supported metrics.
  static let longest = 2_048
  private static let ownName: StaticString = "{__name__=\""

  /// True when a line is a sample with its name among the labels.
  static func isDumped(_ line: UnsafeRawBufferPointer) -> Bool {
    line.count > 2 && line[1] == UInt8(ascii: "_") && FieldText(name: line).hasPrefix(ownName)
  }

  /// True when a line is from a page of metrics: a comment on a metric, or a sample of any metric.
  static func isExposition(_ line: FieldText) -> Bool {
    if line.hasPrefix("#") {
      return line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") || line.hasPrefix("# UNIT ")
        || line.equals("# EOF")
    }
    guard let sample = PrometheusSample(line), sample.name.contains("_") else { return false }
    return Numbers.scaled(sample.value, places: 0) != nil
  }

  /// Nil when the line is not a sample.
  init?(_ line: FieldText) {
    let bytes = line.bytes
    guard bytes.count <= Self.longest else { return nil }
    var end = 0
    if Self.isDumped(bytes) {
      let start = Self.ownName.utf8CodeUnitCount
      guard let quote = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
      name = FieldText(UnsafeRawBufferPointer(rebasing: bytes[start..<quote]))
    } else {
      while end < bytes.count, bytes[end] != UInt8(ascii: "{"), bytes[end] > 0x20 { end += 1 }
      name = FieldText(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    }
    var rest = bytes[end...]
    if rest.first == UInt8(ascii: "{") {
      guard let close = Self.closing(rest) else { return nil }
      labels = FieldText(UnsafeRawBufferPointer(rebasing: bytes[(end + 1)..<close]))
      rest = bytes[(close + 1)...]
    } else {
      labels = .empty
    }
    let words = rest.split(maxSplits: 3, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x09 }
    series = UnsafeRawBufferPointer(rebasing: bytes[..<rest.startIndex])
    // The text behind the time is an exemplar.
    guard let number = words.first, !name.isEmpty else { return nil }
    value = UnsafeRawBufferPointer(rebasing: number)
    time = words.count > 1 ? Timestamp.epoch(UnsafeRawBufferPointer(rebasing: words[1])) : nil
  }

  /// The brace that ends the labels: values may hold braces.
  private static func closing(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    var isQuoted = false
    var place = text.startIndex
    while place < text.endIndex {
      switch text[place] {
      case UInt8(ascii: "\\") where isQuoted: place += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "}") where !isQuoted: return place
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The value of a label; empty where the series has none of that name.
  subscript(_ label: StaticString) -> FieldText {
    let bytes = labels.bytes
    var place = 0
    while place < bytes.count {
      while place < bytes.count, bytes[place] == UInt8(ascii: ",") || bytes[place] == 0x20 { place += 1 }
      let start = place
      while place < bytes.count, bytes[place] != UInt8(ascii: "=") { place += 1 }
      guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\"") else { return .empty }
      let isWanted = FieldText(UnsafeRawBufferPointer(rebasing: bytes[start..<place])).equals(label)
      let first = place + 2
      place = first
      var isEscaped = false
      while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
        if bytes[place] == UInt8(ascii: "\\") {
          isEscaped = true
          place += 1
        }
        place += 1
      }
      guard place < bytes.count else { return .empty }
      if isWanted {
        return FieldText(UnsafeRawBufferPointer(rebasing: bytes[first..<place]), isEscaped: isEscaped)
      }
      place += 1
    }
    return .empty
  }
}
