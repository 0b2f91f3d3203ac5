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

  /// Approximate memory of the block in bytes, reserved space included.
  public var memoryBytes: Int {
    func heap(_ text: String) -> Int { text.utf8.count > 15 ? text.utf8.count + 32 : 0 }
    var bytes = events.capacity * MemoryLayout<PricedEvent>.stride + arena.capacity
    bytes += labelSets.capacity * MemoryLayout<LabelSet>.stride
    for labels in labelSets {
      bytes += heap(labels.provider) + heap(labels.model) + heap(labels.feature) + heap(labels.queryType)
      bytes += heap(labels.tier) + heap(labels.team) + heap(labels.key) + heap(labels.project)
      bytes += heap(labels.environment) + heap(labels.tags) + heap(labels.format) + heap(labels.region)
      bytes += heap(labels.customer) + heap(labels.host) + heap(labels.error)
    }
    bytes += names.capacity * MemoryLayout<String>.stride
    for name in names { bytes += heap(name) }
    bytes += rejects.capacity * MemoryLayout<RejectedLine>.stride
    for reject in rejects { bytes += heap(reject.reason) }
    bytes += aggregates.capacity * MemoryLayout<ProviderAggregate>.stride
    for row in aggregates {
      bytes += heap(row.endpoint) + heap(row.provider) + heap(row.model) + heap(row.project)
      bytes += heap(row.key) + heap(row.user) + heap(row.tier) + heap(row.detail)
    }
    bytes += hardware.capacity * MemoryLayout<HardwareHour>.stride
    for hour in hardware { bytes += heap(hour.gpu) + heap(hour.name) }
    return bytes
  }

  public func text(_ range: TextRange) -> String {
    let start = Int(range.start)
    guard range.count > 0, start + Int(range.count) <= arena.count else { return "" }
    return String(decoding: arena[start..<start + Int(range.count)], as: UTF8.self)
  }
}
