import SpendCore

extension SavingsAnalyzer {
  /// Query types whose results are usually stored rather than shown.
  private static let patient: Set<String> = [
    "embedding", "classification", "extraction", "summarization", "translation", "tagging", "moderation",
    "evaluation", "transcription", "batch",
  ]
  /// Seconds between two requests of a session within which a person is present.
  private static let presenceSeconds: Int64 = 600

  /// Requests for which no caller waited: not streamed, without a time to the first token, and without
  /// another request of the session shortly before or after.
  static func batch(_ input: SavingsInput) -> [SavingsOpportunity] {
    let present = indexesOfPresence(input.sample)
    var sampled: [[String]: (all: Money, patient: Money, count: Int64, known: Int64)] = [:]
    for (index, record) in input.sample.enumerated() where !cheapTiers.contains(record.labels.tier) {
      let labels = record.labels
      let key = [labels.model, labels.feature, labels.queryType, labels.provider, labels.tier]
      let cost = record.cost ?? .zero
      let isPatient =
        record.isStream != true && record.firstTokenMilliseconds == nil && !present.contains(index)
        && (record.isStream == false || patient.contains(labels.queryType.lowercased()))
        && (record.user.isEmpty || patient.contains(labels.queryType.lowercased()))
      sampled[key, default: (.zero, .zero, 0, 0)].all += cost
      sampled[key]?.count += 1
      if isPatient {
        sampled[key]?.patient += cost
        sampled[key]?.known += 1
      }
    }
    return input.rows.compactMap { row in
      guard row.sums.requests >= leastRequests, row.sums.cost > .zero, !cheapTiers.contains(row.keys[4]),
        let sample = sampled[row.keys], sample.count >= leastRequests, sample.known > 0, sample.all > .zero
      else { return nil }
      func cost(_ tier: String) -> Money? {
        input.quote(input.mean(row.sums, provider: row.keys[3], model: row.keys[0], tier: tier)).cost
      }
      guard let now = cost(row.keys[4]), let later = cost("batch"), now > .zero else {
        return SavingsOpportunity(
          .batch, feature: row.keys[1], model: row.keys[0], queryType: row.keys[2], .unknown,
          missing: "the price book has no batch price of \(row.keys[0])")
      }
      // No batch is sold, or at no better price.
      guard later < now else { return nil }
      let waiting = row.sums.cost.scaled(by: sample.patient.nanodollars, over: sample.all.nanodollars)
      return SavingsOpportunity(
        .batch, feature: row.keys[1], model: row.keys[0], queryType: row.keys[2],
        perMonth: input.perMonth(
          waiting.scaled(by: now.nanodollars - later.nanodollars, over: now.nanodollars)), .medium,
        [
          .init("requests without a waiting caller", .share(Double(sample.known) / Double(sample.count))),
          .init(
            "batch discount",
            .share(Double(now.nanodollars - later.nanodollars) / Double(now.nanodollars))),
          .init("examined requests", .count(sample.count)),
          .init("unknown", .text("whether an answer within a day is early enough")),
        ])
    }
  }

  /// Positions of requests whose session has another request within `presenceSeconds`.
  private static func indexesOfPresence(_ sample: [EventRecord]) -> Set<Int> {
    let ordered = sample.indices.filter { !sample[$0].session.isEmpty }
      .sorted { (sample[$0].session, sample[$0].time) < (sample[$1].session, sample[$1].time) }
    var present: Set<Int> = []
    for (earlier, later) in zip(ordered, ordered.dropFirst())
    where sample[earlier].session == sample[later].session
      && sample[later].time.seconds - sample[earlier].time.seconds <= presenceSeconds
    {
      present.insert(earlier)
      present.insert(later)
    }
    return present
  }
}
