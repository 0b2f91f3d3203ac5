/// Result of one step of a search.
public struct EventPage: Sendable {
  public struct Found: Sendable {
    public var cursor: EventCursor
    public var record: EventRecord

    public init(cursor: EventCursor, record: EventRecord) {
      self.cursor = cursor
      self.record = record
    }
  }

  /// Newest first.
  public var found: [Found]
  /// The oldest event examined; nil at the beginning of the window.
  public var next: EventCursor?

  public init(found: [Found], next: EventCursor?) {
    self.found = found
    self.next = next
  }
}
