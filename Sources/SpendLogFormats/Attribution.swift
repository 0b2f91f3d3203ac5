import SpendCore

/// Fields that identify user and purpose: the same names in metadata, tags and envelopes.
enum Attribution {
  /// Reads `metadata`, `tags`, `labels` and `properties` of an object into a draft. What is known
  /// already stays.
  static func read(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    for name in objects {
      let node = json[object, named: name]
      guard node.exists else { continue }
      if json.isArray(node) {
        if draft.tags.isEmpty { draft.tags = try joined(json, node, context) }
      } else if json.isObject(node) {
        members(json, node, &draft, context)
      }
    }
  }

  private static let objects: [JSONIndex.Name] = ["metadata", "labels", "properties", "tags"]

  /// Names of the members that identify user and purpose.
  private struct Names: Sendable {
    let feature: JSONIndex.Names = ["feature", "feature_name", "use_case"]
    let queryType: JSONIndex.Names = ["query_type", "queryType"]
    let user: JSONIndex.Names = ["user", "user_id"]
    let customer: JSONIndex.Names = ["customer", "customer_id"]
    let team: JSONIndex.Names = ["team", "team_id"]
    let environment: JSONIndex.Names = ["environment", "env"]
    let project: JSONIndex.Names = ["project", "project_id"]
    let session: JSONIndex.Names = ["session_id", "session"]
    let alias: JSONIndex.Names = ["api_key_alias", "key_alias"]
    let key: JSONIndex.Names = ["key", "api_key"]
  }

  private static let names = Names()

  static func members(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) {
    func fill(_ field: inout FieldText, _ names: JSONIndex.Names) {
      if field.isEmpty { field = json.text(json.first(object, names)) }
    }
    let names = Self.names
    fill(&draft.feature, names.feature)
    fillQueryType(json, object, &draft)
    fill(&draft.user, names.user)
    fill(&draft.customer, names.customer)
    fill(&draft.team, names.team)
    fill(&draft.environment, names.environment)
    fill(&draft.project, names.project)
    fill(&draft.session, names.session)
    if draft.key.isEmpty {
      let alias = json.text(json.first(object, names.alias))
      draft.key = alias.isEmpty ? context.alias(ofKey: json.text(json.first(object, names.key))) : alias
    }
  }

  /// The log's own name of the request comes before what the format and the address imply.
  private static func fillQueryType(_ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft) {
    guard !draft.isQueryTypeStated else { return }
    let stated = json.text(json.first(object, names.queryType))
    guard !stated.isEmpty else { return }
    draft.queryType = stated
    draft.isQueryTypeStated = true
  }

  private static let texts: JSONIndex.Names = ["metadata", "tags"]

  /// Reads labels of an object that are written as text: metadata that is JSON in a text, and tags such as
  /// `feature:search` or `{"key":"feature","value":"search"}`. What is known already stays.
  static func readTexts(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    guard json.first(object, texts).exists else { return }
    let metadata = json[object, "metadata"]
    if json.isString(metadata) { readText(json.text(metadata), &draft, context) }
    let tags = json[object, "tags"]
    if json.isArray(tags) { try readTags(json, tags, &draft) }
  }

  /// Reads the labels of an object that is written as text.
  static func readText(_ text: FieldText, _ draft: inout EventDraft, _ context: LineContext) {
    let index = JSONIndex()
    if context.index(text, in: index) { StatedLabels(index, .root).fill(&draft) }
  }

  /// Reads the labels that the tags of a list state.
  static func readTags(
    _ json: JSONIndex, _ list: JSONIndex.Node, _ draft: inout EventDraft
  ) throws(LineRejection) {
    var labels = StatedLabels()
    var entry: JSONIndex?
    try json.forEachElement(list) { element throws(LineRejection) in
      if element.first == UInt8(ascii: "{") {
        let index = entry ?? JSONIndex()
        entry = index
        // Large objects are no tags.
        guard (try? index.index(element)) != nil else { return }
        labels.take(
          index.text(index.first(.root, tagNames)).bytes, index.text(index.first(.root, tagValues)))
      } else if let text = text(ofElement: element) {
        labels.take(tag: text)
      }
    }
    labels.fill(&draft)
  }

  private static let tagNames: JSONIndex.Names = ["key", "Key", "name"]
  private static let tagValues: JSONIndex.Names = ["value", "Value"]

  /// The text that an element of an array is; nil for other values.
  private static func text(ofElement element: UnsafeRawBufferPointer) -> FieldText? {
    guard element.count >= 2, element[0] == UInt8(ascii: "\"") else { return nil }
    let inside = UnsafeRawBufferPointer(rebasing: element[1..<element.count - 1])
    return FieldText(inside, isEscaped: inside.contains(UInt8(ascii: "\\")))
  }

  /// The texts of an array, joined with `|`.
  static func joined(
    _ json: JSONIndex, _ array: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> FieldText {
    var result = FieldText.empty
    try json.forEachElement(array) { element throws(LineRejection) in
      guard let text = text(ofElement: element) else { return }
      result = result.isEmpty ? context.text(text) : context.text(result, FieldText("|"), text)
    }
    return result
  }
}
