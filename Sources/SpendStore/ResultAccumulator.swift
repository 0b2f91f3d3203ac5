import SpendCore

/// Rows being gathered from several pieces: one for each slice and group.
struct ResultAccumulator {
  private struct Key: Hashable {
    var bucket: Int64
    var keys: [String]
  }

  private let query: SpendQuery
  private let zone: Zone
  private var sums: [Key: SpendSums] = [:]

  init(query: SpendQuery, zone: Zone) {
    self.query = query
    self.zone = zone
  }

  /// Start of the slice of the query that a slot falls into; 0 without slices.
  func bucket(_ slot: SlotTime) -> Int64 {
    guard let width = query.bucket else { return 0 }
    switch slot {
    case .instant(let instant):
      return width == .hour && query.cutsLocalHours
        ? zone.startOfLocalHour(instant).microseconds : zone.start(of: width, instant).microseconds
    case .localDay(let day):
      let noon = CivilTime(Instant(seconds: day * 86_400 + 43_200))
      return zone.start(of: width, zone.instant(noon)).microseconds
    }
  }

  mutating func add(_ added: SpendSums, bucket: Int64, keys: [String]) {
    sums[Key(bucket: bucket, keys: keys), default: SpendSums()] += added
  }

  mutating func addLatency(_ latency: Int32?, firstToken: Int32?, slot: SlotTime, keys: [String]) {
    let key = Key(bucket: bucket(slot), keys: keys)
    if let latency { sums[key, default: SpendSums()].latency.add(milliseconds: latency) }
    if let firstToken { sums[key, default: SpendSums()].firstToken.add(milliseconds: firstToken) }
  }

  mutating func addHistograms(
    _ latency: LatencyHistogram, firstToken: LatencyHistogram, bucket: Int64, keys: [String]
  ) {
    let key = Key(bucket: bucket, keys: keys)
    sums[key, default: SpendSums()].latency.merge(latency)
    sums[key, default: SpendSums()].firstToken.merge(firstToken)
  }

  /// The rows, the ids of names resolved.
  func rows(names: (Int64) throws -> String?) throws -> [SpendRow] {
    try sums.map { key, sums in
      let keys = try zip(query.groups, key.keys).map { dimension, value in
        dimension.nameColumn == nil ? value : try names(Int64(value) ?? 0) ?? ""
      }
      let start = query.bucket == nil ? nil : Instant(microseconds: key.bucket)
      return SpendRow(keys: keys, bucketStart: start, sums: sums)
    }
  }
}
