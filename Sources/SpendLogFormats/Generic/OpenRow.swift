import Glibc

/// A row of a table with a quoted field that is open at the end of a line: text over several lines, or a
/// stray quote.
///
/// Every byte is scanned once, regardless of the number of joined lines. A row ends where its quote closes
/// before a delimiter. The row is reduced to its first line when the quote closes within text, when the row
/// is longer than any prompt, or when the swallowed lines are rows themselves.
struct OpenRow {
  enum State {
    case open
    case closed
    case broken
  }

  /// Offset of the row in the stream.
  let offset: Int64
  /// Length of the first line.
  let firstLine: Int
  private let delimiter: UInt8
  private let columns: Int
  /// Number of scanned bytes.
  private var scanned: Int
  /// Lines behind the first, and those of them that are whole rows for themselves.
  private var lines = 0
  private var rows = 0

  static let longest = 4 << 20
  static let mostLines = 100_000

  init(offset: Int64, line: UnsafeRawBufferPointer, _ table: LogDecoder.Table) {
    self.offset = offset
    delimiter = table.delimiter
    columns = table.columns.count
    scanned = line.count
    firstLine = line.firstIndex(of: 0x0A) ?? line.count
  }

  /// True when all lines behind the first are rows, and chance is excluded.
  var swallowsRows: Bool { rows > 0 && rows == lines && rows * (columns - 1) >= 3 }

  /// True when the swallowed lines are certainly rows, so that even a closing quote counts as another stray
  /// quote.
  private var swallowsManyRows: Bool { rows >= 3 && rows == lines && rows * (columns - 1) >= 8 }

  /// Looks at what was added to the row; `record` is all of it.
  mutating func take(_ record: UnsafeRawBufferPointer) -> State {
    let added = UnsafeRawBufferPointer(rebasing: record[min(scanned, record.count)...])
    scanned = record.count
    let state = close(added)
    switch state {
    case .open:
      note(added)
      return scanned > Self.longest || lines > Self.mostLines ? .broken : .open
    case .closed: return swallowsManyRows ? .broken : .closed
    case .broken: return .broken
    }
  }

  /// Finds the end of the quoted field, and whether another one stays open behind it.
  private func close(_ added: UnsafeRawBufferPointer) -> State {
    let quote = UInt8(ascii: "\"")
    var position = 0
    while let base = added.baseAddress, position < added.count,
      let found = memchr(base + position, Int32(quote), added.count - position)
    {
      var after = UnsafeRawPointer(found) - base + 1
      if after < added.count, added[after] == quote {
        position = after + 1
        continue
      }
      while after < added.count, added[after] <= 0x20, added[after] != delimiter { after += 1 }
      guard after < added.count else { return .closed }
      guard added[after] == delimiter else { return .broken }
      let rest = UnsafeRawBufferPointer(rebasing: added[(after + 1)...])
      return DelimitedText.split(rest, delimiter: delimiter) { _, _ in } == .complete ? .closed : .open
    }
    return .open
  }

  /// Counts the line that was added, when it is not blank.
  private mutating func note(_ added: UnsafeRawBufferPointer) {
    guard let start = added.firstIndex(where: { $0 > 0x20 }),
      let end = added.lastIndex(where: { $0 != 0x0A && $0 != 0x0D })
    else { return }
    lines += 1
    var fields = 0
    let line = UnsafeRawBufferPointer(rebasing: added[start...max(start, end)])
    if DelimitedText.split(line, delimiter: delimiter, { _, _ in fields += 1 }) == .complete,
      fields == columns
    {
      rows += 1
    }
  }
}
