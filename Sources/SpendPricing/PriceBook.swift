internal import CSupport
import SpendCore

/// The text of a price book with an index of its names.
///
/// Only names are hashed when a book is opened, because every command opens one; a row is read when its name
/// is looked up. The index is two sorted arrays, which avoids the allocation of many small arrays.
struct PriceBook: Sendable {
  private let bytes: [UInt8]
  /// Starts of the rows in `bytes`, and the end of the last.
  private let starts: [Int32]
  /// Hashes of seller and name in ascending order, beside the number of the row that has the name.
  private let hashes: [UInt64]
  private let rowNumbers: [Int32]
  /// Numbers of the rows that are rules of providers.
  private let ruleNumbers: Set<Int>
  let rules: [PriceRow]
  /// Everyone who sells a model of the book.
  let providers: Set<String>

  /// The book inside the program.
  static let builtin: PriceBook = {
    var count = 0
    guard let start = spendtop_prices(&count) else { return PriceBook([]) }
    return PriceBook([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
  }()

  init(_ bytes: [UInt8]) {
    var starts: [Int32] = []
    var entries: [(hash: UInt64, row: Int32)] = []
    starts.reserveCapacity(2_500)
    entries.reserveCapacity(5_000)
    var ruleNumbers: [Int] = []
    var providers: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { Self.index($0, &starts, &entries, &ruleNumbers, &providers) }
    starts.append(Int32(bytes.count))
    entries.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    self.bytes = bytes
    self.starts = starts
    hashes = entries.map(\.hash)
    rowNumbers = entries.map(\.row)
    self.ruleNumbers = Set(ruleNumbers)
    self.providers = Set(providers.map { bytes[$0].text }).subtracting(["*"])
    rules = ruleNumbers.compactMap { PriceRow(line: Self.line($0, of: bytes, starts)) }
  }

  private static func index(
    _ bytes: UnsafeBufferPointer<UInt8>, _ starts: inout [Int32],
    _ entries: inout [(hash: UInt64, row: Int32)], _ rules: inout [Int],
    _ providers: inout [Range<Int>]
  ) {
    var last = NameHash()
    var position = 0
    while position < bytes.count {
      let start = position
      let isRow = bytes[start] != UInt8(ascii: "#") && bytes[start] != newline
      let row = Int32(starts.count)
      let known = entries.count
      var isRule = false
      var cellStart = start
      if isRow { starts.append(Int32(start)) }
      // The cells are id, seller, model, other names; later cells are not read here.
      var cell = 0
      var seller = NameHash()
      var name = NameHash()
      while position < bytes.count, bytes[position] != newline {
        let byte = bytes[position]
        position += 1
        guard isRow, cell < 4 else { continue }
        let endsName = byte == tab || byte == bar
        if endsName, cell >= 2, name != seller {
          entries.append((name.value, row))
          name = seller
        }
        if byte == tab {
          cell += 1
          if cell == 1 { cellStart = position }
          if cell == 2 {
            // Rows of a provider stand side by side.
            if seller != last {
              last = seller
              providers.append(cellStart..<position - 1)
            }
            seller.separate()
            name = seller
          }
        } else if cell == 1 {
          seller.add(byte)
        } else if cell >= 2, byte != bar {
          name.add(byte)
          if cell == 2, byte == UInt8(ascii: "*") { isRule = true }
        }
      }
      if isRule {
        entries.removeLast(entries.count - known)
        rules.append(Int(row))
      }
      position += 1
    }
  }

  /// The periods of a name within a seller, the earliest first, and whether the name is the model's
  /// own.
  func rows(provider: String, name: String) -> (rows: [PriceRow], isAlias: Bool)? {
    var hash = NameHash()
    provider.utf8.forEach { hash.add($0) }
    hash.separate()
    name.utf8.forEach { hash.add($0) }
    var found: [PriceRow] = []
    var isAlias = true
    var position = hashes.partitioningIndex { $0 >= hash.value }
    while position < hashes.count, hashes[position] == hash.value {
      let line = line(Int(rowNumbers[position]))
      position += 1
      guard let row = PriceRow(line: line), row.provider == provider else { continue }
      let isOwn = row.model.lowercased() == name
      guard isOwn || Self.names(in: line).contains(name) else { continue }
      if isOwn { isAlias = false }
      found.append(row)
    }
    guard !found.isEmpty else { return nil }
    found.sort { ($0.from ?? .open, $0.id) < ($1.from ?? .open, $1.id) }
    return (found, isAlias)
  }

  /// All rows in the order of the book but rules; those that can not be read are left out.
  var rows: [PriceRow] {
    (0..<count).compactMap { ruleNumbers.contains($0) ? nil : PriceRow(line: line($0)) }
  }

  /// Lines that are meant as rows and can not be read, and ids that are there twice.
  var damages: [String] {
    var found: [String] = []
    var ids: Set<Int32> = []
    for number in 0..<count {
      let line = line(number)
      guard let row = PriceRow(line: line) else {
        found.append("row \(number + 1) cannot be read: \(line.prefix(60).text)")
        continue
      }
      if !ids.insert(row.id).inserted { found.append("the id \(row.id) is there twice") }
    }
    return found
  }

  /// The day of the newest figures: as the first line of the book states it, else that of the newest row.
  var date: String? {
    let head = bytes.prefix { $0 != newline }.text
    if head.hasPrefix("#"), let at = head.firstRange(of: "as of ") {
      let day = String(head[at.upperBound...].prefix(10))
      if PriceRow.day(Array(day.utf8)[...]) != nil { return day }
    }
    return rows.map(\.date).filter { !$0.isEmpty }.max()
  }

  /// Rows of the text, readable or not.
  var count: Int { starts.count - 1 }

  /// Rows of a seller that have a name which begins with a text.
  func rows(of provider: String, namesBeginningWith prefix: String) -> [PriceRow] {
    (0..<count).compactMap { number in
      let line = line(number)
      let cells = line.cells(tab, upTo: 4)
      guard cells.count > 3, cells[1].elementsEqual(provider.utf8), !ruleNumbers.contains(number) else {
        return nil
      }
      let names = [cells[2].text.lowercased()] + Self.names(in: line)
      return names.contains { $0.hasPrefix(prefix) } ? PriceRow(line: line) : nil
    }
  }

  /// Sellers and models as written, a pair for each row.
  var models: [(provider: String, model: String)] {
    (0..<count).compactMap { number in
      let cells = line(number).cells(tab, upTo: 4)
      return cells.count > 3 && !ruleNumbers.contains(number) ? (cells[1].text, cells[2].text) : nil
    }
  }

  private func line(_ number: Int) -> BookBytes { Self.line(number, of: bytes, starts) }

  private static func line(_ number: Int, of bytes: [UInt8], _ starts: [Int32]) -> BookBytes {
    let start = Int(starts[number])
    let rest = bytes[start..<Int(starts[number + 1])]
    let end = rest.firstIndex(of: newline) ?? rest.endIndex
    return bytes[start..<end]
  }

  private static func names(in line: BookBytes) -> [String] {
    let cells = line.cells(tab, upTo: 5)
    return cells.count > 3 ? cells[3].split(separator: bar).map { $0.text.lowercased() } : []
  }
}

private let tab = UInt8(ascii: "\t")
private let bar = UInt8(ascii: "|")
private let newline = UInt8(ascii: "\n")

/// FNV-1a of a seller and a name, letters of ASCII without their case.
private struct NameHash: Equatable {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ byte: UInt8) {
    let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    value = (value ^ UInt64(lower)) &* 0x100_0000_01B3
  }

  mutating func separate() { add(0) }
}

extension Array {
  /// The first index whose element satisfies a condition that no earlier, and every later one does.
  func partitioningIndex(where isInSecondPart: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
