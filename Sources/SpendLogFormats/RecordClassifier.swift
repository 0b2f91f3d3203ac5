/// Chooses the reader of a record, and caches the choice by the record's shape: files hold few shapes.
final class RecordClassifier {
  enum Route {
    case record(Int)
    case response(Int)
    case mapping(Int)
    /// Index in `WrapperRegistry.records`.
    case wrapper(Int)
    /// A log line around a record.
    case structured(StructuredLog.Place)
    case envelope
    case generic
  }

  private let forced: LogDecoder.ForcedKind?
  private let mappings: [CompiledMapping]
  private var routes: [UInt64: Route] = [:]
  /// The route that was found last in `routes` by its shape alone: most records have the shape of the one before.
  private var last: (shape: UInt64, route: Route)?
  /// Whole shapes of records that no wrapper is around.
  private var bareShapes: Set<UInt64> = []
  private static let rememberedRoutes = 256

  init(forced: LogDecoder.ForcedKind?, mappings: [CompiledMapping]) {
    self.forced = forced
    self.mappings = mappings
  }

  /// The reader of a record. `unwraps`: wrappers are recognised, too.
  func route(_ json: JSONIndex, _ context: LineContext, unwraps: Bool = true) -> Route {
    if forced != nil, let route = forcedRoute(json, context, unwraps) { return route }
    let shape = unwraps ? shape(of: json) : ~shape(of: json)
    if let last, last.shape == shape { return last.route }
    if let known = routes[shape] {
      last = (shape, known)
      return known
    }
    // Records that are recognised by their insides are remembered with the insides.
    let wholeShape = json.holdsObjects ? shape ^ json.wholeShape() : shape
    if json.holdsObjects, let known = routes[wholeShape] { return known }
    let route = recognise(json, context, unwraps && !bareShapes.contains(wholeShape))
    switch route {
    case .structured: remember(route, wholeShape)
    case .wrapper: remember(route, shape)
    case .generic:
      rememberBare(wholeShape)
      // A response may change its kind from line to line: such records are recognised anew each time.
      if !Self.mayHoldAnswer(json) { remember(route, wholeShape) }
    default: remember(route, shape)
    }
    return route
  }

  private func forcedRoute(_ json: JSONIndex, _ context: LineContext, _ unwraps: Bool) -> Route? {
    if unwraps, let wrapper = wrapper(around: json) { return .wrapper(wrapper) }
    switch forced {
    case .record(let index): return .record(index)
    case .response(let index):
      if FormatRegistry.responses[index].recognises(json, .root) { return .response(index) }
      return Envelope.holdsAnswer(json) ? .envelope : .generic
    case .mapping(let index): return .mapping(index)
    case .json: return .generic
    case .csv, .logfmt, nil: return nil
    }
  }

  /// The wrapper of a record that is not of the forced format itself.
  private func wrapper(around json: JSONIndex) -> Int? {
    if case .record(let index) = forced, FormatRegistry.records[index].recognises(json) { return nil }
    return StructuredLog.statesUsage(json) ? nil : WrapperRegistry.record(json)
  }

  private func rememberBare(_ shape: UInt64) {
    if bareShapes.count >= Self.rememberedRoutes { bareShapes.removeAll(keepingCapacity: true) }
    bareShapes.insert(shape)
  }

  private func remember(_ route: Route, _ shape: UInt64) {
    if routes.count >= Self.rememberedRoutes {
      routes.removeAll(keepingCapacity: true)
      last = nil
    }
    routes[shape] = route
  }

  /// True when a member's content decides the kind of the record.
  private static func mayHoldAnswer(_ json: JSONIndex) -> Bool {
    for key in deciding where json[.root, key].exists { return true }
    return false
  }

  private static let deciding: [StaticString] =
    Envelope.places + ["schemaType", "category", "Category", "message", "@message", "messages", "error"]

  private static let kinds: [JSONIndex.Name] = ["type", "object"]

  /// The keys and kinds of the record, and the values of the two fields that name a kind.
  private func shape(of json: JSONIndex) -> UInt64 {
    var shape = json.shape(of: .root)
    for key in Self.kinds {
      let node = json[.root, named: key]
      guard json.kind(node) == .string else { continue }
      for byte in json.bytes(node).prefix(48) { shape = (shape ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return shape
  }

  private func recognise(_ json: JSONIndex, _ context: LineContext, _ unwraps: Bool) -> Route {
    for (index, mapping) in mappings.enumerated() {
      if let when = mapping.when, json.value(at: when).exists { return .mapping(index) }
    }
    if let index = FormatRegistry.records.firstIndex(where: { $0.recognises(json) }) { return .record(index) }
    if unwraps, let index = wrapper(around: json) { return .wrapper(index) }
    if let index = FormatRegistry.responses.firstIndex(where: { $0.recognises(json, .root) }) {
      // An envelope may carry an error beside the answer, and an answer beside other things.
      let isError = FormatRegistry.responses[index] is ErrorFormat
      if isError, ErrorFormat.isLogLine(json) { return .envelope }
      if !isError || !Envelope.holdsAnswer(json), !isEnvelope(json) { return .response(index) }
    }
    if Envelope.holdsAnswer(json) || isEnvelope(json) { return .envelope }
    if unwraps, let place = StructuredLog.place(json, context) { return .structured(place) }
    return .generic
  }

  /// True when the record is a log entry around a response, rather than a response.
  private func isEnvelope(_ json: JSONIndex) -> Bool {
    let isCall = json[.root, "status_code"].exists || json[.root, "url"].exists
    let hasAnswer = json[.root, "response"].exists
    if json.isObject(json[.root, "request"]) { return hasAnswer || isCall }
    return isCall && hasAnswer || json[.root, "status_code"].exists && json[.root, "url"].exists
  }
}
