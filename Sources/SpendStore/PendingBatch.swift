import SpendCore

/// An event on its way into the store.
struct PendingEvent {
  enum Fate: UInt8 {
    /// To be stored, with its identity.
    case new
    /// To be stored in the place of one with the same time: its identity is known already.
    case sameTime
    /// Stored already.
    case dropped
  }

  var priced: PricedEvent
  let identity: EventIdentity
  let stream: Int64
  var partition: Int64
  var user: Int64 = 0
  var session: Int64 = 0
  var dimensionSet: Int32 = 0
  /// Number of the feature within this process.
  var feature: Int32 = 0
  /// Index of the unit that holds the event's texts.
  var unit: Int32
  var fate = Fate.new
  /// What is stored under this identity is known: nothing, or a record that has been replaced.
  var isSettled: Bool

  init(_ priced: PricedEvent, identity: EventIdentity, unit: Int, stream: Int64) {
    self.priced = priced
    self.identity = identity
    self.stream = stream
    self.unit = Int32(truncatingIfNeeded: unit)
    partition = IdentityIndex.partition(
      time: priced.event.time.microseconds, scope: priced.event.identityScope)
    isSettled = priced.event.identityOrigin == .line
  }

  var event: UsageEvent {
    @inline(__always) _read { yield priced.event }
  }

  @inline(__always)
  var time: Int64 { priced.event.time.microseconds }
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

  /// Puts a larger record of the same request in the place of an earlier one.
  mutating func replace(
    _ index: Int, by priced: PricedEvent, unit: Int, resolve: (inout PendingEvent) throws -> Void
  ) rethrows {
    events[index].priced = priced
    events[index].unit = Int32(truncatingIfNeeded: unit)
    try resolve(&events[index])
  }
}
