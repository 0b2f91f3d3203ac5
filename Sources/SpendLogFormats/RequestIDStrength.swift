/// The degree to which a request id identifies a request by itself.
public enum RequestIDStrength: Sendable, Hashable {
  /// It holds enough chance: an equal id is the same request.
  case unique
  /// It is short: an equal id is the same request at the same time with the same model.
  case short
  /// It is a prefix with a number that some program counts, draws from a small range or takes from its clock,
  /// such as `cmpl-12` or `chatcmpl-1764244800`.
  case counting
  /// A counting id whose number is a time or as long as one. Two requests of a second have the same.
  case timestamp

  /// Characters below which an id is short.
  private static let shortest = 12
  /// Characters of segments with letters and digits from which on an id holds enough chance.
  private static let enoughMixed = 8
  /// Longest run of letters that may be a word.
  private static let longestWord = 15
  private static let shortestTimestamp = 9

  public init(_ id: UnsafeRawBufferPointer) {
    guard id.count >= Self.shortest else {
      self = Self.isCounting(id) ?? .short
      return
    }
    self = Self.isCounting(id) ?? .unique
  }

  /// Nil for an id that does not end with a number of its own, or that holds enough chance before it. Reads from
  /// the end, where the chance is: a random id is decided by its last segment.
  private static func isCounting(_ id: UnsafeRawBufferPointer) -> RequestIDStrength? {
    var mixed = 0
    var letters = 0
    var digits = 0
    var longestNumber = 0
    var position = id.count
    while position > 0 {
      position -= 1
      switch id[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: letters += 1
      default:
        // A segment ends.
        if letters == 0 { longestNumber = max(longestNumber, digits) }
        if letters > 0, digits > 0 { mixed += letters + digits }
        letters = 0
        digits = 0
        continue
      }
      if letters > 0, longestNumber == 0 { return nil }
      if letters > longestWord { return nil }
      if letters > 0, digits > 0, mixed + letters + digits >= enoughMixed { return nil }
    }
    if letters == 0 { longestNumber = max(longestNumber, digits) }
    if letters > 0, digits > 0 { mixed += letters + digits }
    if longestNumber >= shortestTimestamp { return .timestamp }
    // Letters and digits in one segment, such as the name of a host.
    return mixed == 0 ? .counting : .short
  }
}

extension EventDraft {
  /// Takes the provider's own time of an answer: as the time of a record that has no other, and as what makes
  /// an id unique that does not identify a request by itself.
  mutating func setCreated(_ json: JSONIndex, _ node: JSONIndex.Node) {
    if time == nil {
      time = json.time(node)
    } else if RequestIDStrength(requestID.bytes) != .unique {
      created = json.time(node)
    }
  }
}
