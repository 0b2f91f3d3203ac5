import SpendCore

/// Which of the requests of a batch of spans lie below each other. Two libraries that instrument one call each write a
/// span of it, one within the other.
struct SpanParents {
  private var spans: [(id: FieldText, parent: FieldText, draft: Int)] = []

  mutating func note(_ id: FieldText, below parent: FieldText, draft: Int) {
    spans.append((id, parent, draft))
  }

  /// Removes the requests that another one with the same or more of their counts lies directly below.
  func dropSums(from drafts: inout [EventDraft]) {
    guard spans.count > 1 else { return }
    // Few spans of requests have others below them: only those are compared.
    let parents = Set(spans.lazy.filter { !$0.parent.isEmpty }.map { Self.hash($0.parent) })
    var dropped: [Int] = []
    for span in spans where !span.id.isEmpty && parents.contains(Self.hash(span.id)) {
      let outer = drafts[span.draft].tokens
      let inner = spans.filter { $0.draft != span.draft && $0.parent.bytes.elementsEqual(span.id.bytes) }
      guard !inner.isEmpty, !outer.isUnknown else { continue }
      let counts = inner.map { drafts[$0.draft].tokens }
      guard counts.allSatisfy({ !$0.isUnknown }) else { continue }
      if Self.sum(counts.map(\.output)) >= Int64(outer.output ?? 0) {
        dropped.append(span.draft)
      } else if inner.count == 1, Self.prompt(counts[0]) == Self.prompt(outer) {
        // The same request, of which the outer library has counted more.
        drafts[inner[0].draft].tokens = outer
        drafts[inner[0].draft].totals = drafts[span.draft].totals
        dropped.append(span.draft)
      }
    }
    for index in dropped.sorted(by: >) { drafts.remove(at: index) }
  }

  private static func hash(_ id: FieldText) -> UInt64 {
    id.bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func prompt(_ tokens: TokenCounts) -> Int64 {
    sum([tokens.input, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h])
  }

  private static func sum(_ counts: [Int32?]) -> Int64 {
    counts.reduce(0) { $0 + Int64($1 ?? 0) }
  }
}
