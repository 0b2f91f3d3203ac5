import Glibc
import SpendLogFormats

/// Cuts a source of bytes into lines, with bounded memory whatever the source holds.
///
/// A list of objects that is too long for a line is cut into its elements, which are lines then: the
/// export of a whole month may be one list, or an object with one.
///
/// Each line is handed out where it lies in the buffer, without its end, with `padding` readable
/// bytes behind it. A line longer than `longestLine` is not kept: it is reported with its length once
/// its end is found.
struct LineSplitter: ~Copyable {
  /// The unit at the front of the unread bytes.
  enum Piece {
    case line(UnsafeRawBufferPointer)
    /// A line that was too long to keep: where it began, and its length without the end.
    case tooLong(offset: Int64, length: Int64)
    /// Bytes without a line's end, at the end of the source.
    case unfinished(UnsafeRawBufferPointer)
    /// The rest of a line that is too long to keep, at the end of the source.
    case unfinishedTooLong
    /// Much of a line that is too long, or of a hole, has been passed, and there is more of it: a place to
    /// leave off.
    case withinTooLong
    case end
  }

  /// Readable bytes without meaning behind every line.
  static let padding = 64
  static let longestLine = 16 << 20
  private static let blockSize = 256 << 10
  /// Holds the longest line, what is kept before it, and what is read behind it.
  private static let mostCapacity = longestLine + history + blockSize

  private var storage: UnsafeMutableRawPointer
  private var capacity = LineSplitter.blockSize
  /// Unread bytes are `start ..< end` of the storage; the bytes before `searched` contain no line end.
  private var start = 0
  private var end = 0
  private var searched = 0
  private var isAtEnd = false
  private var skipped: Int64 = 0
  /// The value of `skipped` when `withinTooLong` was last returned.
  private var reportedSkipped: Int64 = 0
  /// Zero bytes that were passed since a piece was handed out.
  private var passedHole: Int64 = 0
  private var isSkipping = false
  private var list: ListScanner?
  /// True when the last delivered line is a complete list element.
  private(set) var isElement = false
  /// Scan state behind the last delivered line.
  var listPlace: ArrayScanState { list?.place ?? (isSkipping ? .inLongLine : .outside) }
  /// Bytes before `start` that are the stream's, at most `history`.
  private var behind = 0
  /// Offset in the stream of the byte at `start`.
  private(set) var offset: Int64 = 0

  /// Bytes that stay readable behind what has been passed: what tails are hashed from.
  private static let history = Fingerprint.longestTail

  init() {
    storage = .allocate(byteCount: Self.blockSize + Self.padding, alignment: 64)
  }

  deinit {
    storage.deallocate()
  }

  /// Begins a stream at `offset`; `tail` holds the bytes before it. `listPlace`: what it was there.
  mutating func begin(offset: Int64, tail: [UInt8], listPlace: ArrayScanState = .outside) {
    list = listPlace == .outside || listPlace == .inLongLine ? nil : ListScanner(listPlace)
    isElement = false
    if capacity > 4 * Self.blockSize {
      storage.deallocate()
      capacity = Self.blockSize
      storage = .allocate(byteCount: capacity + Self.padding, alignment: 64)
    }
    self.offset = offset
    let kept = tail.suffix(Self.history)
    for (index, byte) in kept.enumerated() {
      storage.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
    behind = kept.count
    start = behind
    end = behind
    searched = behind
    pending = 0
    isAtEnd = false
    isSkipping = listPlace == .inLongLine
    skipped = 0
    reportedSkipped = 0
    passedHole = 0
  }

  /// The last `count` bytes before `offset`, fewer at the beginning of the stream.
  func tail(_ count: Int) -> UnsafeRawBufferPointer {
    let kept = min(count, behind)
    return UnsafeRawBufferPointer(start: storage + (start - kept), count: kept)
  }

  /// Bytes that were read and are not passed: those of a record without an end.
  var unreadBytes: Int64 { Int64(end - start) }

  /// True when a complete line is buffered.
  var hasLine: Bool { memchr(storage + start, 0x0A, end - start) != nil }

  /// The next piece. Valid until the next call. After `line`, `offset` is that line's; `advance` moves on.
  mutating func next(from source: any ByteSource) throws -> Piece {
    isElement = false
    while true {
      if list != nil {
        if listPlace == .afterArray {
          if passRestOfObject() { continue }
        } else if let piece = element() {
          return piece
        }
      } else if let newline = memchr(storage + searched, 0x0A, end - searched) {
        let length = storage.distance(to: newline) - start
        if !isSkipping, length > Self.longestLine, beginList() { continue }
        if isSkipping || length > Self.longestLine {
          let piece = Piece.tooLong(offset: offset - skipped, length: skipped + Int64(length))
          isSkipping = false
          skipped = 0
          reportedSkipped = 0
          pending = Int64(length) + 1
          return piece
        }
        pending = Int64(length) + 1
        return .line(UnsafeRawBufferPointer(start: storage + start, count: length))
      }
      searched = end
      if !isSkipping, list == nil, end - start > Self.longestLine, beginList() { continue }
      if isAtEnd {
        if isSkipping { return .unfinishedTooLong }
        if start == end { return .end }
        if listPlace == .afterArray { return .unfinishedTooLong }
        pending = Int64(end - start)
        return .unfinished(UnsafeRawBufferPointer(start: storage + start, count: end - start))
      }
      if isSkipping, list == nil, skipped - reportedSkipped > Int64(Self.longestLine) {
        reportedSkipped = skipped
        pending = 0
        return .withinTooLong
      }
      if list == nil, passedHole > Int64(Self.longestLine) {
        passedHole = 0
        pending = 0
        return .withinTooLong
      }
      try fill(from: source)
    }
  }

  /// Takes what is unread for a list, when it begins one.
  private mutating func beginList() -> Bool {
    let unread = UnsafeRawBufferPointer(start: storage + start, count: end - start)
    guard let (bracket, scanner) = ListScanner.opening(of: unread) else { return false }
    pass(bracket + 1)
    searched = start
    list = scanner
    return true
  }

  /// Steps over what stands behind a list in the object around it. False while its end is not there.
  private mutating func passRestOfObject() -> Bool {
    let unsearched = UnsafeRawBufferPointer(start: storage + searched, count: end - searched)
    guard let brace = list?.endOfObject(unsearched) else {
      // Kept bytes can be searched again from the list's end; bytes beyond one block are dropped.
      if end - start > Self.blockSize { pass(end - start) }
      return false
    }
    list = nil
    pass(searched + brace + 1 - start)
    searched = start
    return true
  }

  /// The element that ends among the bytes that were not searched yet.
  private mutating func element() -> Piece? {
    let unsearched = UnsafeRawBufferPointer(start: storage + searched, count: end - searched)
    guard let found = list?.next(unsearched) else { return nil }
    let length = searched + found.position - start
    if list?.place == .outside { list = nil }
    pending = Int64(length) + 1
    guard !isSkipping, length <= Self.longestLine else {
      let piece = Piece.tooLong(offset: offset - skipped, length: skipped + Int64(length))
      isSkipping = false
      skipped = 0
      reportedSkipped = 0
      return piece
    }
    isElement = true
    return .line(UnsafeRawBufferPointer(start: storage + start, count: length))
  }

  /// Bytes of the piece that was handed out last, its end included.
  private(set) var pending: Int64 = 0

  /// Steps over the piece that was handed out last.
  mutating func advance() {
    pass(Int(pending))
    searched = start
    pending = 0
  }

  /// Steps over the front of what was handed out last, which was joined of several lines; `count` includes
  /// the last line's end.
  mutating func advance(over count: Int64) {
    pending = min(pending, count)
    advance()
  }

  /// Joins the line that was handed out last with the one behind it, at the next call.
  mutating func extend() {
    searched = start + Int(pending)
  }

  private mutating func pass(_ count: Int) {
    start += count
    offset += Int64(count)
    behind = min(behind + count, Self.history)
  }

  private mutating func fill(from source: any ByteSource) throws {
    if isSkipping || end - start > Self.longestLine {
      isSkipping = true
      skipped += Int64(end - start)
      pass(end - start)
    } else if start < end, isHole {
      passedHole += Int64(end - start)
      pass(end - start)
    }
    if start > behind {
      memmove(storage, storage + (start - behind), end - start + behind)
      end -= start - behind
      start = behind
    }
    searched = end
    if capacity - end < Self.blockSize / 2 { grow() }
    let room = UnsafeMutableRawBufferPointer(start: storage + end, count: capacity - end)
    let count = try source.read(into: room)
    if count == 0 { isAtEnd = true }
    end += count
    memset(storage + end, 0, Self.padding)
  }

  /// True when all unread bytes are zero: the hole left by a writer that continues at its old offset
  /// after a truncation.
  private var isHole: Bool {
    var position = start
    while position < end {
      guard storage.load(fromByteOffset: position, as: UInt8.self) == 0 else { return false }
      position += 1
    }
    return true
  }

  /// Doubles the storage; the last step goes from half a longest line to a whole one, so that no two
  /// buffers of that size are held at once.
  private mutating func grow() {
    let wanted = capacity * 2 < Self.longestLine ? capacity * 2 : max(Self.mostCapacity, capacity)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted + Self.padding, alignment: 64)
    memcpy(larger, storage, end)
    storage.deallocate()
    storage = larger
    capacity = wanted
  }
}
