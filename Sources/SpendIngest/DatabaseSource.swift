import SpendCore

/// A tool's database as a stream of bytes.
final class DatabaseSource: ByteSource {
  private let database: any ToolDatabase
  private var page: [UInt8] = []
  private var used = 0
  private var isAtEnd = false
  /// Offset behind each page that was handed out, and where to go on behind it.
  private var pages: [(end: Int64, position: [UInt8])] = []
  private var end: Int64
  private let startingPosition: [UInt8]
  private let stop: StopSignal?
  let isFinal = true

  /// `position`: the result of `position(at:)` for `offset`; empty for the beginning.
  /// `stop`: ends the reading in the middle of a page.
  /// Throws `ReadError`.
  init(
    _ databases: (any ToolDatabaseOpener)?, path: String, from offset: Int64, position: [UInt8],
    stop: StopSignal? = nil
  ) throws {
    guard let databases else { throw ReadError.database("databases of tools are not read here") }
    end = offset
    self.stop = stop
    startingPosition = position
    do {
      database = try databases.open(path: path, after: position) { stop?.isStopped ?? false }
    } catch let error as ToolDatabaseError {
      throw stop?.isStopped == true ? ReadError.unfinished : ReadError.database(error.message)
    }
  }

  /// Always 0: rows read give no measure of rows left.
  var inputOffset: Int64 { 0 }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    // A page may hold no line.
    while used == page.count {
      guard !isAtEnd else { return 0 }
      try turnPage()
    }
    let count = min(buffer.count, page.count - used)
    buffer.copyBytes(from: page[used..<used + count])
    used += count
    return count
  }

  private func turnPage() throws {
    do {
      let next = try database.nextPage()
      page = next.lines
      used = 0
      isAtEnd = next.isLast
      end += Int64(page.count)
      if let position = next.position { pages.append((end, position)) }
    } catch let error as ToolDatabaseError {
      throw stop?.isStopped == true ? ReadError.unfinished : ReadError.database(error.message)
    }
  }

  /// Position to continue from after the bytes before `offset`.
  func position(at offset: Int64) -> [UInt8] {
    guard let used = pages.lastIndex(where: { $0.end <= offset }) else { return startingPosition }
    pages.removeFirst(used)
    return pages[0].position
  }
}
