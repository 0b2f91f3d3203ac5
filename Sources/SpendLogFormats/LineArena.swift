/// Memory for texts that live as long as the line they were made from: handed out in pieces, taken
/// back all at once.
struct LineArena {
  private let block: UnsafeMutableRawBufferPointer
  private var used = 0
  /// Pieces that the block had no room for.
  private var large: [UnsafeMutableRawBufferPointer] = []

  private static let blockBytes = 32 << 10
  /// Readable bytes that the scanner needs behind a text.
  private static let padding = 64

  init() {
    block = .allocate(byteCount: Self.blockBytes, alignment: 16)
  }

  /// Gives the memory back; the arena must not be used again.
  func deallocate() {
    for piece in large { piece.deallocate() }
    block.deallocate()
  }

  @inline(__always)
  mutating func clear() {
    used = 0
    if !large.isEmpty { clearLarge() }
  }

  private mutating func clearLarge() {
    for piece in large { piece.deallocate() }
    large.removeAll(keepingCapacity: true)
  }

  /// Room for a text of at most `most` bytes, which `write` fills; what it returns is how many it took.
  mutating func text(
    atMost most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
  ) -> UnsafeRawBufferPointer {
    let whole = most + Self.padding
    let isSmall = whole <= block.count - used
    let room =
      isSmall
      ? UnsafeMutableRawBufferPointer(rebasing: block[used...])
      : UnsafeMutableRawBufferPointer.allocate(byteCount: whole, alignment: 16)
    if !isSmall { large.append(room) }
    guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let count = write(start)
    (start + count).update(repeating: 0, count: Self.padding)
    if isSmall { used += count + Self.padding }
    return UnsafeRawBufferPointer(start: start, count: count)
  }
}
