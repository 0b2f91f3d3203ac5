import CSupport
import SpendCore

/// Classifies failures and endings by the members in which providers and gateways state them.
enum ErrorClassReader {
  // MARK: Records

  /// Adds the class of an answer's ending to a draft, and that of its error when the request failed.
  static func read(_ json: JSONIndex, _ answer: JSONIndex.Node, _ draft: inout EventDraft) {
    if let found = ending(json, answer) { take(ending: found, &draft) }
    if draft.outcome == .error, let found = failure(json, answer) { draft.take(found) }
  }

  /// As `read`, for a record around an answer: a gateway's, or an agent's.
  static func readRecord(_ json: JSONIndex, _ draft: inout EventDraft) {
    for place in [json[.root, "response"], json[.root, "message"], .root] where json.isObject(place) {
      if let found = ending(json, place) { take(ending: found, &draft) }
    }
    if draft.outcome == .error, draft.errorClass == nil, let found = failure(json, .root) {
      draft.take(found)
    }
  }

  private static func take(ending found: ErrorClass, _ draft: inout EventDraft) {
    draft.take(found)
    if !found.isEnding, draft.outcome == .ok { draft.fail() }
  }

  /// The class of an answer that ended early; nil for a complete answer, and for one without a finish reason.
  private static func ending(_ json: JSONIndex, _ answer: JSONIndex.Node) -> ErrorClass? {
    let choices = json[answer, "choices"]
    if json.isArray(choices) { return ending(json, array: choices, reasons) }
    let candidates = json[answer, "candidates"]
    if json.isArray(candidates) { return ending(json, array: candidates, reasons) }
    if json[answer, "promptFeedback", "blockReason"].exists { return .contentFilter }
    let own = json.first(answer, "stop_reason", "stopReason", "finish_reason", "finishReason", "done_reason")
    if own.exists { return ErrorWords.ending(json.text(own)) }
    let delta = json[answer, "delta", "stop_reason"]
    if delta.exists { return ErrorWords.ending(json.text(delta)) }
    let incomplete = json[answer, "incomplete_details", "reason"]
    if incomplete.exists { return ErrorWords.ending(json.text(incomplete)) }
    // A stream's last event holds the answer.
    let event = json.text(json[answer, "response", "incomplete_details", "reason"])
    return event.isEmpty ? nil : ErrorWords.ending(event)
  }

  private static let reasons: [StaticString] = ["finish_reason", "finishReason"]

  /// The greatest class among the finish reasons of the objects in an array, which is not indexed.
  static func ending(_ json: JSONIndex, array: JSONIndex.Node, _ names: [StaticString]) -> ErrorClass? {
    var found: ErrorClass?
    json.forEachText(array, named: names) { reason in
      guard let next = ErrorWords.ending(reason) else { return }
      found = found.map { max($0, next) } ?? next
    }
    return found
  }

  /// The class of a failed request, by the statuses, codes and types in its record; nil when it states none.
  static func failure(_ json: JSONIndex, _ record: JSONIndex.Node) -> ErrorClass? {
    var found: ErrorClass?
    func take(_ node: JSONIndex.Node) {
      guard node.exists, json.isString(node) || json.kind(node) == .number else { return }
      guard let next = ErrorWords.failure(json.text(node)) else { return }
      found = found.map { max($0, next) } ?? next
    }
    func takeError(_ error: JSONIndex.Node) {
      guard json.isObject(error) else { return take(error) }
      for name in errorMembers { take(json[error, name]) }
      take(json[error, "innererror", "code"])
      for name in errorMembers { take(json[error, "error", name]) }
    }
    for name in members { take(json[record, name]) }
    takeError(json[record, "error"])
    takeError(json[record, "response"])
    for inner in [json[record, "response", "body"], json[record, "response"], json[record, "result"]] {
      takeError(json[inner, "error"])
      take(json[inner, "status_code"])
    }
    takeError(json[record, "metadata", "error_information"])
    takeError(json[record, "error_information"])
    for name in exceptions where json.isObject(json[record, name]) {
      if let next = ErrorWords.failure(FieldText(name)) { found = found.map { max($0, next) } ?? next }
    }
    return found
  }

  private static let members: [StaticString] = [
    "status", "status_code", "statusCode", "http_status", "response_status", "response_status_code",
    "response_code", "resultSignature", "code", "error_code", "errorCode", "error_type", "errorType",
    "error_class", "error.type", "exception", "exception_type", "error_str", "__type", "statusMessage",
    "status_message",
  ]
  private static let errorMembers: [StaticString] = [
    "type", "code", "status", "name", "status_code", "error_code", "errorCode", "error_class",
  ]
  /// Members of Bedrock's streams that end them.
  private static let exceptions: [StaticString] = [
    "internalServerException", "modelStreamErrorException", "throttlingException", "validationException",
    "serviceUnavailableException", "modelTimeoutException",
  ]
}
