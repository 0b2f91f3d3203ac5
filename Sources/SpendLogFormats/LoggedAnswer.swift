import SpendCore

/// A provider's own answer in the log of a gateway, as an object or as text.
enum LoggedAnswer {
  /// Takes the counts, the tier and the region of an answer, where it is one with counts: it splits the counts that the
  /// log sums up. The cost is taken where it is the seller's own.
  static func read(
    _ record: JSONIndex, _ answer: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    var json = record
    var body = answer
    if record.isString(body), context.index(record.text(body), in: context.attributes) {
      json = context.attributes
      body = .root
    }
    guard json.isObject(body), let format = FormatRegistry.response(json, body), !(format is ErrorFormat)
    else {
      return
    }
    var answer = draft
    answer.tokens = TokenCounts()
    guard try format.readAnswer(json, body, &answer, context), !answer.tokens.isUnknown else { return }
    draft.tokens = answer.tokens
    draft.totals = answer.totals
    draft.webSearches = answer.webSearches
    draft.units = answer.units
    draft.tier = answer.tier
    draft.region = answer.region
    if answer.loggedCostIsBinding {
      draft.loggedCost = answer.loggedCost
      draft.loggedCostIsBinding = true
    }
  }
}
