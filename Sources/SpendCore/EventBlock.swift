/// A run of complete lines of one stream, decoded and priced: the unit of transfer from a parser to the
/// writer.
///
/// Events refer to the block's own tables by index, so that a block is a handful of flat arrays.
public struct EventBlock: Sendable {
  public var events: [PricedEvent] = []
  /// Every label set that `events` refer to; may hold more.
  public var labelSets: [LabelSet] = []
  /// Users and sessions that `events` refer to.
  public var names: [String] = []
  /// Bytes of the request ids that `events` refer to.
  public var arena: [UInt8] = []
  public var rejects: [RejectedLine] = []
  /// Provider report rows of these lines; these are not events.
  public var aggregates: [ProviderAggregate] = []
  /// Hardware readings of these lines; these are not events.
  public var hardware: [HardwareHour] = []
  public var counts = LineCounts()

  public init() {}

  public func text(_ range: TextRange) -> String {
    let start = Int(range.start)
    guard range.count > 0, start + Int(range.count) <= arena.count else { return "" }
    return String(decoding: arena[start..<start + Int(range.count)], as: UTF8.self)
  }
}
