import SpendCore

/// Records that are about something else than one request: sums, budgets, states, prices and free calls.
extension GenericRecord {
  private static let sums: [StaticString] = [
    "total", "totals", "grand total", "all", "all models", "sum", "subtotal", "overall", "summe", "gesamt",
    "*",
  ]

  /// True for the footer of a report, which has the sum of its rows in the place of a model.
  var isSum: Bool {
    let model = text(.model).trimmed
    return model.bytes.count <= 11 && !model.isEmpty && Self.sums.contains { model.equalsLowercased($0) }
  }

  /// True for a row of a table without a time, a model and an id.
  var isFooter: Bool {
    text(.timestamp).isEmpty && clock.isEmpty && text(.model).isEmpty && text(.requestID).isEmpty
      && heldTexts.isEmpty
  }

  /// True where the configuration assigns the fields of the record.
  var isMapped: Bool {
    [Slot.model, .prompt, .output, .cost].contains { rank($0) < 0 }
  }

  /// True for a record of sums that it names so, of a budget or of a state, and for a call that is free.
  var isAboutOther: Bool {
    if !text(.budget).isEmpty, rank(.budget) < 100, !isPart(.budget), !statesTokens, text(.model).isEmpty {
      return true
    }
    return isOther(subject) || isOther(subject(of: text(.queryType)))
      || isOther(.count) && subject(of: text(.feature)) == .count
  }

  private func isOther(_ subject: RecordSubject?) -> Bool {
    switch subject {
    case nil: false
    case .sum: true
    case .summary: text(.model).isEmpty || countsRequests
    case .count: usage == nil && text(.output).isEmpty
    case .state: !statesTokens
    }
  }

  private static let counts: [Slot] = [.prompt, .input, .output, .total, .cacheRead, .cacheWrite]

  private var statesTokens: Bool { usage != nil || Self.counts.contains { !text($0).isEmpty } }

  /// True for a row of a price list: no time, and parts of a token.
  func isListedPrice(_ context: LineContext) -> Bool {
    guard text(.timestamp).isEmpty, time == nil, clock.isEmpty, text(.requestID).isEmpty,
      context.envelope.time == nil, context.outerFields?.time == nil
    else { return false }
    return Self.counts.contains { Self.isFraction(text($0)) }
  }

  /// True for a number with decimals, unless they may be the digits behind a mark of thousands.
  private static func isFraction(_ text: FieldText) -> Bool {
    let parts = text.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, isNumber(text), parts[1].contains(where: { $0 != UInt8(ascii: "0") }) else {
      return false
    }
    return parts[1].count != 3 || parts[0].elementsEqual("0".utf8)
  }
}
