import SpendCore

/// What the readers of one line share: indexes of bodies inside it, the events found so far, and
/// room for texts that are put together.
final class LineContext {
  /// Index of the line itself.
  let line = JSONIndex()
  /// Of a body that is a text inside the line.
  let body = JSONIndex()
  /// Of an element of an array.
  let element = JSONIndex()
  /// Of an element of an array inside an element.
  let leaf = JSONIndex()
  /// Of an object that is a text inside a body, such as exported metadata.
  let attributes = JSONIndex()

  var drafts: [EventDraft] = []
  /// Sums that a provider's report states: no events.
  var aggregates: [ProviderAggregate] = []
  /// What an event of this line begins with: what is said outside the answer.
  var envelope = EventDraft()
  /// Provider told by the address that was called; empty when none was logged.
  var host = FieldText.empty
  /// Streams that are open at this point of the file.
  var streams = StreamMemory()

  private let scratch: UnsafeMutableRawBufferPointer
  private var scratchUsed = 0
  private var bodies: [UnsafeMutableRawBufferPointer] = []

  private static let padding = 64

  init() {
    scratch = .allocate(byteCount: 8 << 10, alignment: 16)
    drafts.reserveCapacity(16)
  }

  deinit {
    scratch.deallocate()
    for buffer in bodies { buffer.deallocate() }
  }

  func beginLine() {
    drafts.removeAll(keepingCapacity: true)
    if !aggregates.isEmpty { aggregates.removeAll() }
    envelope = EventDraft()
    host = .empty
    scratchUsed = 0
    for buffer in bodies { buffer.deallocate() }
    bodies.removeAll(keepingCapacity: true)
  }

  /// Puts a text together that lives as long as the line.
  func text(_ parts: FieldText...) -> FieldText {
    var bytes: [UInt8] = []
    for part in parts { part.append(to: &bytes) }
    let room: UnsafeMutableRawBufferPointer
    if bytes.count <= scratch.count - scratchUsed {
      room = UnsafeMutableRawBufferPointer(rebasing: scratch[scratchUsed..<scratchUsed + bytes.count])
      scratchUsed += bytes.count
    } else {
      room = .allocate(byteCount: bytes.count, alignment: 16)
      bodies.append(room)
    }
    room.copyBytes(from: bytes)
    return FieldText(UnsafeRawBufferPointer(room))
  }

  func text(_ string: String) -> FieldText {
    var copy = string
    return copy.withUTF8 { text(FieldText(UnsafeRawBufferPointer($0))) }
  }

  /// The bytes that a JSON text stands for, with room behind them to scan.
  func unescaped(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count + Self.padding, alignment: 16)
    bodies.append(buffer)
    var count = 0
    JSONText.unescape(text) { byte in
      // Escapes are never shorter than what they stand for.
      guard count < text.count else { return false }
      buffer[count] = byte
      count += 1
      return true
    }
    buffer[count...].initializeMemory(as: UInt8.self, repeating: 0)
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// A quoted CSV field with its doubled quotes made single.
  func undoubled(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: field.count + Self.padding, alignment: 16)
    bodies.append(buffer)
    var count = 0
    var position = 0
    while position < field.count {
      buffer[count] = field[position]
      count += 1
      position += field[position] == UInt8(ascii: "\"") ? 2 : 1
    }
    buffer[count...].initializeMemory(as: UInt8.self, repeating: 0)
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// The last four characters of a key: enough to tell keys apart, too little to use one.
  func alias(ofKey key: FieldText) -> FieldText {
    guard !key.isEmpty else { return .empty }
    let bytes = key.bytes
    guard bytes.count > 8 else { return key }
    return text(FieldText("…"), FieldText(UnsafeRawBufferPointer(rebasing: bytes.suffix(4))))
  }
}
