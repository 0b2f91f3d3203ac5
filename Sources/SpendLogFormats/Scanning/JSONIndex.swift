import Glibc

/// Positions of the members of a JSON object: one pass over its bytes, no copies, no allocation.
///
/// Objects are indexed to a depth of `deepestIndexed`; arrays and deeper values are stepped over and walked
/// on demand. Skipped values are not checked beyond their brackets and quotes, so a damaged word in an
/// unread field does no harm.
///
/// The bytes must stay valid, with 64 readable bytes behind them, while the index is used.
final class JSONIndex {
  /// A value of the index; may be missing, and every question about a missing one has an answer.
  struct Node: Equatable {
    var position: Int32

    static let missing = Node(position: -1)
    static let root = Node(position: 0)

    @inline(__always)
    var exists: Bool { position >= 0 }
  }

  enum Kind: UInt8 {
    case object
    case array
    case string
    /// A string with backslashes in it.
    case escapedString
    case number
    case yes
    case no
    case null
  }

  struct Entry {
    var keyStart: UInt32
    var keyCount: UInt32
    var keyTag: UInt32
    /// Position behind the last entry below this one.
    var next: Int32
    /// The value's bytes; for strings what is between the quotes.
    var start: UInt32
    var end: UInt32
    var kind: Kind
    /// Bit set of the key tags of an object, so that most absent keys are rejected without a search.
    var keys: UInt64 = 0
  }

  static let deepestIndexed = 7
  static let deepestNesting: Int64 = 512
  private static let mostEntries = 4_096

  private(set) var base: UnsafePointer<UInt8>
  private(set) var count = 0
  private let entries: UnsafeMutablePointer<Entry>
  private var entryCount: Int32 = 0
  /// True when a member of the indexed object, or one below it, is an object.
  var holdsObjects = false
  /// Stands for the bytes before the first line is read.
  private let nothing: UnsafeMutablePointer<UInt8>

  init() {
    entries = .allocate(capacity: Self.mostEntries)
    nothing = .allocate(capacity: 64)
    nothing.initialize(repeating: 0, count: 64)
    base = UnsafePointer(nothing)
  }

  deinit {
    entries.deallocate()
    nothing.deallocate()
  }

  var root: Node { entryCount > 0 ? .root : .missing }

  /// Indexes one JSON object or array. Bytes behind it that are not white space are refused.
  func index(_ bytes: UnsafeRawBufferPointer) throws(LineRejection) {
    entryCount = 0
    holdsObjects = false
    guard let start = bytes.baseAddress, bytes.count < Int(Int32.max) else { throw .notJSON }
    base = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
    count = bytes.count
    var scanner = Scanner(base: base, end: base + count, index: self)
    try scanner.run()
  }

  // MARK: Finding members

  /// A number that distinguishes most keys: equal keys have equal tags.
  @inline(__always)
  static func tag(_ key: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    guard count > 0 else { return 0 }
    let middle = key[count >> 1]
    return UInt32(truncatingIfNeeded: count) << 24 ^ UInt32(key[0]) << 16 ^ UInt32(key[count &- 1]) << 8
      ^ UInt32(middle)
  }

  /// The bit of a tag in an object's set of keys.
  @inline(__always)
  static func bit(_ tag: UInt32) -> UInt64 {
    1 << UInt64((tag &* 0x9E37_79B1) >> 26)
  }

  @inline(__always)
  subscript(_ object: Node, _ key: StaticString) -> Node {
    let text = key.utf8Start
    return member(object, text, key.utf8CodeUnitCount, Self.tag(text, key.utf8CodeUnitCount))
  }

  @inline(__always)
  subscript(_ object: Node, _ first: StaticString, _ second: StaticString) -> Node {
    self[self[object, first], second]
  }

  @inline(__always)
  subscript(_ object: Node, _ first: StaticString, _ second: StaticString, _ third: StaticString) -> Node {
    self[self[self[object, first], second], third]
  }

  /// A name of members, with the parts of a look-up that depend on it alone.
  struct Name: @unchecked Sendable, ExpressibleByStringLiteral {
    fileprivate let start: UnsafePointer<UInt8>
    fileprivate let count: Int
    fileprivate let tag: UInt32
    fileprivate let bit: UInt64

    /// The bytes must stay where they are.
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
      self.start = start
      self.count = count
      tag = JSONIndex.tag(start, count)
      bit = JSONIndex.bit(tag)
    }

    init(stringLiteral name: StaticString) {
      self.init(name.utf8Start, name.utf8CodeUnitCount)
    }
  }

  /// Several names of one fact, the best first.
  struct Names: @unchecked Sendable, ExpressibleByArrayLiteral {
    /// Never freed: names are constants of the program.
    fileprivate let names: UnsafeMutablePointer<Name>
    fileprivate let count: Int
    fileprivate let bits: UInt64

    init(arrayLiteral names: Name...) {
      count = names.count
      self.names = .allocate(capacity: names.count)
      var bits: UInt64 = 0
      for (place, name) in names.enumerated() {
        (self.names + place).initialize(to: name)
        bits |= name.bit
      }
      self.bits = bits
    }

    /// True for one of the names, byte by byte.
    func contains(_ key: UnsafeRawBufferPointer) -> Bool {
      (0..<count).contains { place in
        UnsafeRawBufferPointer(start: names[place].start, count: names[place].count).elementsEqual(key)
      }
    }
  }

  @inline(__always)
  subscript(_ object: Node, named name: Name) -> Node {
    guard object.exists, entries[Int(object.position)].keys & name.bit != 0 else { return .missing }
    return search(object, name.start, name.count, name.tag)
  }

  /// The first of several members that is there and not null. Objects without any of them, which are most, cost
  /// one comparison.
  @inline(__always)
  func first(_ object: Node, _ names: Names) -> Node {
    guard object.exists, entries[Int(object.position)].keys & names.bits != 0 else { return .missing }
    return search(object, names)
  }

  /// Calls `body` with each of several members that is there.
  @inline(__always)
  func forEach(
    _ object: Node, _ names: Names, _ body: (Node) throws(LineRejection) -> Void
  ) throws(LineRejection) {
    guard object.exists, entries[Int(object.position)].keys & names.bits != 0 else { return }
    for place in 0..<names.count {
      let node = self[object, named: names.names[place]]
      if node.exists { try body(node) }
    }
  }

  private func search(_ object: Node, _ names: Names) -> Node {
    var node = Node.missing
    for place in 0..<names.count {
      node = self[object, named: names.names[place]]
      if kind(node) != .null { break }
    }
    return node
  }

  /// The first member with a key whose value is not null, else one whose value is.
  @inline(__always)
  private func member(_ object: Node, _ key: UnsafePointer<UInt8>, _ length: Int, _ tag: UInt32) -> Node {
    guard object.exists, entries[Int(object.position)].keys & Self.bit(tag) != 0 else { return .missing }
    return search(object, key, length, tag)
  }

  private func search(_ object: Node, _ key: UnsafePointer<UInt8>, _ length: Int, _ tag: UInt32) -> Node {
    let end = entries[Int(object.position)].next
    var position = object.position + 1
    var found = Node.missing
    while position < end {
      let entry = entries + Int(position)
      if entry.pointee.keyTag == tag, Int(entry.pointee.keyCount) == length,
        memcmp(base + Int(entry.pointee.keyStart), key, length) == 0
      {
        if entry.pointee.kind != .null { return Node(position: position) }
        if !found.exists { found = Node(position: position) }
      }
      position = entry.pointee.next
    }
    return found
  }

  /// A member by bytes that are only known at run time.
  func member(_ object: Node, named key: UnsafeRawBufferPointer) -> Node {
    guard let start = key.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return .missing }
    return member(object, start, key.count, Self.tag(start, key.count))
  }

  /// Calls `body` with the key and value of each member.
  func forEachMember(_ object: Node, _ body: (UnsafeRawBufferPointer, Node) throws(LineRejection) -> Void)
    throws(LineRejection)
  {
    guard object.exists, entries[Int(object.position)].kind == .object else { return }
    let end = entries[Int(object.position)].next
    var position = object.position + 1
    while position < end {
      let entry = entries[Int(position)]
      try body(
        UnsafeRawBufferPointer(start: base + Int(entry.keyStart), count: Int(entry.keyCount)),
        Node(position: position))
      position = entry.next
    }
  }

  /// A number made from the keys of an object and the kinds of their values: lines of one program
  /// have few different ones.
  func shape(of object: Node) -> UInt64 {
    guard object.exists, entries[Int(object.position)].kind == .object else { return 0 }
    let end = entries[Int(object.position)].next
    var position = object.position + 1
    var shape: UInt64 = 1
    while position < end {
      let entry = entries[Int(position)]
      shape = (shape ^ hash(ofKey: entry)) &* Self.shapeFactor &+ UInt64(entry.kind.rawValue)
      position = entry.next
    }
    return shape
  }

  /// As `shape(of:)` of the whole record, with the objects inside it.
  func wholeShape() -> UInt64 {
    guard entries[0].kind == .object else { return 0 }
    let end = entries[0].next
    var position: Int32 = 1
    var shape: UInt64 = 2
    while position < end {
      let entry = entries[Int(position)]
      let width = entry.kind == .object ? UInt64(truncatingIfNeeded: entry.next &- position) << 40 : 0
      shape = ((shape &+ width) ^ hash(ofKey: entry)) &* Self.shapeFactor &+ UInt64(entry.kind.rawValue)
      position += 1
    }
    return shape
  }

  private static let shapeFactor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// A number made from all bytes of a key: tags are equal for some keys that differ.
  @inline(__always)
  private func hash(ofKey entry: Entry) -> UInt64 {
    let key = UnsafeRawPointer(base + Int(entry.keyStart))
    let count = Int(entry.keyCount)
    var hash = UInt64(count)
    var place = 0
    while place &+ 8 <= count {
      hash = (hash ^ key.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* Self.shapeFactor
      place += 8
    }
    if place < count {
      let rest = key.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      hash = (hash ^ rest & ((1 << UInt64(8 * (count &- place))) &- 1)) &* Self.shapeFactor
    }
    return hash ^ hash >> 32
  }

  // MARK: Values

  @inline(__always)
  func kind(_ node: Node) -> Kind {
    node.exists ? entries[Int(node.position)].kind : .null
  }

  @inline(__always)
  func bytes(_ node: Node) -> UnsafeRawBufferPointer {
    guard node.exists else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let entry = entries + Int(node.position)
    return UnsafeRawBufferPointer(
      start: base + Int(entry.pointee.start), count: Int(entry.pointee.end &- entry.pointee.start))
  }

  @inline(__always)
  func isNull(_ node: Node) -> Bool { kind(node) == .null }

  @inline(__always)
  func isObject(_ node: Node) -> Bool { kind(node) == .object }

  @inline(__always)
  func isArray(_ node: Node) -> Bool { kind(node) == .array }

  @inline(__always)
  func isString(_ node: Node) -> Bool {
    let kind = kind(node)
    return kind == .string || kind == .escapedString
  }

  /// True when a string equals `text`.
  @inline(__always)
  func equals(_ node: Node, _ text: StaticString) -> Bool {
    guard kind(node) == .string else { return false }
    let bytes = bytes(node)
    guard let start = bytes.baseAddress, bytes.count == text.utf8CodeUnitCount else { return false }
    return memcmp(start, text.utf8Start, bytes.count) == 0
  }

  func hasPrefix(_ node: Node, _ text: StaticString) -> Bool {
    guard isString(node) else { return false }
    let bytes = bytes(node)
    guard let start = bytes.baseAddress, bytes.count >= text.utf8CodeUnitCount else { return false }
    return memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  // MARK: Scanning

  /// Indexes the object that begins at `start`, and returns where it ends.
  func indexObject(
    at start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>
  ) throws(LineRejection) -> UnsafePointer<UInt8> {
    entryCount = 0
    holdsObjects = false
    base = start
    var scanner = Scanner(base: start, end: end, index: self)
    try scanner.object(.none, depth: 1)
    count = scanner.position - start
    return scanner.position
  }

  /// The key of a member that is being scanned.
  struct Key {
    let start: UInt32
    let count: UInt32
    let tag: UInt32

    /// Stands for the key of the whole record.
    static var none: Key { Key() }

    @inline(__always)
    private init() {
      (start, count, tag) = (0, 0, 0)
    }

    /// `offset`: position of the key in the indexed bytes, of which there are fewer than 2^31.
    @inline(__always)
    init(_ offset: Int, _ key: UnsafePointer<UInt8>, _ length: Int) {
      start = UInt32(truncatingIfNeeded: offset)
      count = UInt32(truncatingIfNeeded: length)
      tag = JSONIndex.tag(key, length)
    }
  }

  @inline(__always)
  func append(
    _ key: Key, start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, _ kind: Kind
  ) throws(LineRejection) -> Int32 {
    let position = entryCount
    guard position < Int32(Self.mostEntries) else { throw .tooManyMembers }
    entries[Int(position)] = Entry(
      keyStart: key.start, keyCount: key.count, keyTag: key.tag, next: position &+ 1,
      start: UInt32(truncatingIfNeeded: start - base), end: UInt32(truncatingIfNeeded: end - base), kind: kind
    )
    entryCount = position &+ 1
    return position
  }

  /// Ends an object: behind it, no entry is below it. `keys`: the bits of its members' tags.
  @inline(__always)
  func close(_ position: Int32, at end: UnsafePointer<UInt8>, keys: UInt64) {
    let entry = entries + Int(position)
    entry.pointee.next = entryCount
    entry.pointee.end = UInt32(truncatingIfNeeded: end - base)
    entry.pointee.keys = keys
  }
}
