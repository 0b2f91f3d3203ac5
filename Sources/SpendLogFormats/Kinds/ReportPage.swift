import SpendCore

/// A page of a provider's own report: buckets of time in `data`, each with `results`.
enum ReportPage {
  /// Adds what `row` makes of each result to the context's sums. `start` and `end` are what a bucket
  /// calls its ends.
  static func read(
    _ json: JSONIndex, _ context: LineContext, start: StaticString, end: StaticString,
    _ row: (JSONIndex, TimeWindow) -> ProviderAggregate?
  ) throws(LineRejection) {
    let bucket = context.element
    let result = context.leaf
    try json.forEachObject(json[.root, "data"], in: bucket) { () throws(LineRejection) in
      guard let start = bucket.time(bucket[.root, start]), let end = bucket.time(bucket[.root, end]),
        start < end
      else { return }
      let window = TimeWindow(start: start, end: end)
      try bucket.forEachObject(bucket[.root, "results"], in: result) { () throws(LineRejection) in
        if let row = row(result, window) { context.aggregates.append(row) }
      }
    }
  }

  static func isUSD(_ json: JSONIndex, _ currency: JSONIndex.Node) -> Bool {
    json.equals(currency, "usd") || json.equals(currency, "USD")
  }

  /// An amount that is no number of US dollars, as a last part of the row's details: such a row is left out by name.
  static func foreignAmount(
    _ json: JSONIndex, _ amount: JSONIndex.Node, _ currency: JSONIndex.Node, _ context: LineContext
  ) -> String {
    let number = String(decoding: json.bytes(amount), as: UTF8.self)
    return "|" + number + " " + context.string(of: json.text(currency)).uppercased()
  }
}

extension JSONIndex {
  /// A whole number that may be larger than that of a request; nil for anything else and below zero.
  func sum(_ node: Node) -> Int64? {
    switch kind(node) {
    case .number, .string: Numbers.scaled(bytes(node), places: 0).flatMap { $0 >= 0 ? $0 : nil }
    default: nil
    }
  }
}
