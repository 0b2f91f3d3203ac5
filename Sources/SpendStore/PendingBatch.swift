import SpendCore

/// The events of a batch, found by identity.
struct PendingBatch {
  /// Several records of one request as one.
  struct MergedRecord {
    var record: RequestRecord
    var moments: [RecordMoment]
  }

  /// A session of which the batch holds a request.
  struct PartSession {
    var id: Int64
    var name: String
    /// Time of the first such request, in microseconds since 1970.
    var time: Int64
  }

  private(set) var slots: [Int32]
  /// In order of the records. A merged request has one session; those of all its records count here, so that
  /// the result does not depend on which of them come together in a batch.
  private(set) var partSessions: [PartSession] = []
  private var knownSessions: Set<Int64> = []
  var events: [PendingEvent] = []
  private var merges: [MergedRecord] = []

  init(capacity: Int) {
    var size = 1_024
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    events.reserveCapacity(capacity)
  }

  /// Notes that a request of a session is logged by itself.
  @inline(__always)
  mutating func notePart(ofSession id: Int64, at time: Int64, name: @autoclosure () -> String) {
    guard partSessions.last?.id != id, knownSessions.insert(id).inserted else { return }
    partSessions.append(PartSession(id: id, name: name(), time: time))
  }

  /// The slot that holds an identity, or the free one where it belongs.
  @inline(__always)
  private func slot(of identity: EventIdentity) -> Int {
    var slot = Int(truncatingIfNeeded: identity.low) & (slots.count - 1)
    while slots[slot] >= 0, events[Int(slots[slot])].identity != identity {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  @inline(__always)
  func index(of identity: EventIdentity) -> Int? {
    let index = slots[slot(of: identity)]
    return index < 0 ? nil : Int(index)
  }

  @inline(__always)
  mutating func append(_ event: PendingEvent) {
    let slot = slot(of: event.identity)
    let known = slots[slot]
    slots[slot] = Int32(events.count)
    events.append(event)
    if known >= 0 { events[events.count - 1].next = known }
  }

  /// The events with the identity of the one at `head` that are the same request as a record made at `moment`.
  func positions(from head: Int, near moment: RecordMoment) -> [Int] {
    var found: [Int] = []
    var position = Int32(head)
    while position >= 0 {
      let event = events[Int(position)]
      if event.fate != .dropped, moments(of: event).contains(where: { $0.isNear(moment) }) {
        found.append(Int(position))
      }
      position = event.next
    }
    return found
  }

  /// Moves the event at `position` to a record that settles it alone.
  @inline(__always)
  mutating func move(_ position: Int, to event: borrowing UsageEvent, unit: Int, index: Int) {
    events[position].time = event.time.microseconds
    events[position].unit = Int32(truncatingIfNeeded: unit)
    events[position].index = Int32(truncatingIfNeeded: index)
  }

  // MARK: Merged records

  func record(of event: PendingEvent) -> RequestRecord? {
    event.merged < 0 ? nil : merges[Int(event.merged)].record
  }

  /// The times of the records of an event.
  func moments(of event: PendingEvent) -> [RecordMoment] {
    event.merged < 0 ? [event.moment] : merges[Int(event.merged)].moments
  }

  mutating func set(_ record: RequestRecord, _ moments: [RecordMoment], at position: Int) {
    if events[position].merged < 0 {
      events[position].merged = Int32(merges.count)
      merges.append(MergedRecord(record: record, moments: moments))
    } else {
      merges[Int(events[position].merged)] = MergedRecord(record: record, moments: moments)
    }
  }

  /// The facts of an event.
  @inline(__always)
  func facts(of event: borrowing PendingEvent, _ units: [CommitUnit]) -> PricedEvent {
    if event.merged >= 0 { return merges[Int(event.merged)].record.priced }
    return units[Int(event.unit)].block.events[Int(event.index)]
  }

  /// The name of an event's session.
  func session(of event: PendingEvent, _ units: [CommitUnit]) -> String {
    if let record = record(of: event) { return record.session }
    let block = units[Int(event.unit)].block
    let index = block.events[Int(event.index)].event.session
    return index < 0 ? "" : block.names[Int(index)]
  }
}
