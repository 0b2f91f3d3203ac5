/// Tells what reads a record, and remembers it by the record's shape: files hold few shapes.
final class Recogniser {
  enum Route {
    case record(Int)
    case response(Int)
    case mapping(Int)
    case envelope
    case generic
  }

  private let forced: LogDecoder.ForcedKind?
  private let mappings: [CompiledMapping]
  private var routes: [UInt64: Route] = [:]
  private static let rememberedRoutes = 256

  init(forced: LogDecoder.ForcedKind?, mappings: [CompiledMapping]) {
    self.forced = forced
    self.mappings = mappings
  }

  /// What reads a record.
  func route(_ json: JSONIndex, _ context: LineContext) -> Route {
    switch forced {
    case .record(let index): return .record(index)
    case .response(let index):
      if FormatRegistry.responses[index].recognises(json, .root) { return .response(index) }
      return Envelope.holdsAnswer(json, context) ? .envelope : .generic
    case .mapping(let index): return .mapping(index)
    case .json: return .generic
    case .csv, .logfmt, nil: break
    }
    let shape = shape(of: json)
    if let known = routes[shape] { return known }
    // What is recognised by the insides of a record is looked at with the insides.
    let wholeShape = shape ^ json.wholeShape()
    if let known = routes[wholeShape] { return known }
    let route = recognise(json, context)
    if case .generic = route {
      // An answer may change its kind from line to line: such records are looked at again each time.
      if !Self.mayHoldAnswer(json) { remember(route, wholeShape) }
      return route
    }
    remember(route, shape)
    return route
  }

  private func remember(_ route: Route, _ shape: UInt64) {
    if routes.count >= Self.rememberedRoutes { routes.removeAll(keepingCapacity: true) }
    routes[shape] = route
  }

  /// Whether a record has a member whose content decides what the record is.
  private static func mayHoldAnswer(_ json: JSONIndex) -> Bool {
    for key in deciding where json[.root, key].exists { return true }
    return false
  }

  private static let deciding: [StaticString] =
    Envelope.places + ["schemaType", "category", "Category", "message", "@message", "messages", "error"]

  /// The keys and kinds of the record, and the values of the two fields that name a kind.
  private func shape(of json: JSONIndex) -> UInt64 {
    var shape = json.shape(of: .root)
    for key in ["type", "object"] as [StaticString] {
      let node = json[.root, key]
      guard json.kind(node) == .string else { continue }
      for byte in json.bytes(node).prefix(48) { shape = (shape ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return shape
  }

  private func recognise(_ json: JSONIndex, _ context: LineContext) -> Route {
    for (index, mapping) in mappings.enumerated() {
      if let when = mapping.when, json.value(at: when).exists { return .mapping(index) }
    }
    if let index = FormatRegistry.records.firstIndex(where: { $0.recognises(json) }) { return .record(index) }
    if let index = FormatRegistry.responses.firstIndex(where: { $0.recognises(json, .root) }) {
      // An envelope may carry an error beside the answer, and an answer beside other things.
      let isError = FormatRegistry.responses[index] is ErrorFormat
      if !isError || !Envelope.holdsAnswer(json, context), !isEnvelope(json) { return .response(index) }
    }
    return Envelope.holdsAnswer(json, context) || isEnvelope(json) ? .envelope : .generic
  }

  /// Whether a record is a request's log around its answer, rather than an answer.
  private func isEnvelope(_ json: JSONIndex) -> Bool {
    let isCall = json[.root, "status_code"].exists || json[.root, "url"].exists
    let hasAnswer = json[.root, "response"].exists
    if json.isObject(json[.root, "request"]) { return hasAnswer || isCall }
    return isCall && hasAnswer || json[.root, "status_code"].exists && json[.root, "url"].exists
  }
}
