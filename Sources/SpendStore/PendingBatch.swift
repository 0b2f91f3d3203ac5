import SpendCore

/// An event on its way into the store: what is decided about it. Its facts stay in its block.
struct PendingEvent {
  enum Fate: UInt8 {
    /// To be stored, with its identity.
    case new
    /// To be stored in the place of one with the same time: its identity is known already.
    case sameTime
    /// Stored already.
    case dropped
  }

  let identity: EventIdentity
  /// Microseconds since 1970.
  var time: Int64
  var partition: Int64
  var user: Int64 = 0
  var session: Int64 = 0
  var dimensionSet: Int32 = 0
  /// Number of the feature within this process.
  var feature: Int32 = 0
  /// Index of the unit that holds the event, and of the event in its block.
  var unit: Int32
  var index: Int32
  let grain: Grain
  var fate = Fate.new
  /// What is stored under this identity is known: nothing, or a record that has been replaced.
  var isSettled: Bool

  init(_ event: borrowing UsageEvent, identity: EventIdentity, unit: Int, index: Int) {
    self.identity = identity
    self.unit = Int32(truncatingIfNeeded: unit)
    self.index = Int32(truncatingIfNeeded: index)
    time = event.time.microseconds
    grain = event.grain
    partition = IdentityIndex.partition(time: time, scope: event.identityScope)
    isSettled = event.identityOrigin == .line
  }
}

/// The events of a batch, found by identity.
struct PendingBatch {
  private(set) var slots: [Int32]
  var events: [PendingEvent] = []

  init(capacity: Int) {
    var size = 1_024
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    events.reserveCapacity(capacity)
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
    slots[slot(of: event.identity)] = Int32(events.count)
    events.append(event)
  }

  /// Where the facts of the event at `position` are now: in a larger record of the same request.
  @inline(__always)
  mutating func move(_ position: Int, to event: borrowing UsageEvent, unit: Int, index: Int) {
    events[position].time = event.time.microseconds
    events[position].unit = Int32(truncatingIfNeeded: unit)
    events[position].index = Int32(truncatingIfNeeded: index)
  }
}

extension [CommitUnit] {
  /// The facts of an event of the batch.
  @inline(__always)
  func facts(of entry: borrowing PendingEvent) -> PricedEvent {
    self[Int(entry.unit)].block.events[Int(entry.index)]
  }
}
