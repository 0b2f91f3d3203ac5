import SpendCore

/// Fields that identify user and purpose: the same names in metadata, tags and envelopes.
enum Attribution {
  /// Reads `metadata`, `tags`, `labels` and `properties` of an object into a draft. What is known
  /// already stays.
  static func read(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) {
    for name in ["metadata", "labels", "properties", "tags"] as [StaticString] {
      let node = json[object, name]
      guard node.exists else { continue }
      if json.isArray(node) {
        if draft.tags.isEmpty { draft.tags = try joined(json, node, context) }
      } else if json.isObject(node) {
        members(json, node, &draft, context)
      }
    }
  }

  static func members(
    _ json: JSONIndex, _ object: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) {
    func fill(_ field: inout FieldText, _ node: JSONIndex.Node) {
      if field.isEmpty { field = json.text(node) }
    }
    fill(&draft.feature, json.first(object, "feature", "feature_name", "use_case"))
    fill(&draft.queryType, json[object, "query_type"])
    fill(&draft.user, json.first(object, "user", "user_id"))
    fill(&draft.customer, json.first(object, "customer", "customer_id"))
    fill(&draft.team, json.first(object, "team", "team_id"))
    fill(&draft.environment, json.first(object, "environment", "env"))
    fill(&draft.project, json.first(object, "project", "project_id"))
    fill(&draft.session, json.first(object, "session_id", "session"))
    if draft.key.isEmpty {
      let alias = json.text(json.first(object, "api_key_alias", "key_alias"))
      draft.key =
        alias.isEmpty ? context.alias(ofKey: json.text(json.first(object, "key", "api_key"))) : alias
    }
  }

  /// The texts of an array, joined with `|`.
  static func joined(
    _ json: JSONIndex, _ array: JSONIndex.Node, _ context: LineContext
  ) throws(LineRejection) -> FieldText {
    var result = FieldText.empty
    try json.forEachElement(array) { element throws(LineRejection) in
      guard element.count >= 2, element[0] == UInt8(ascii: "\"") else { return }
      let inside = UnsafeRawBufferPointer(rebasing: element[1..<element.count - 1])
      let text = FieldText(inside, isEscaped: inside.contains(UInt8(ascii: "\\")))
      result = result.isEmpty ? context.text(text) : context.text(result, FieldText("|"), text)
    }
    return result
  }
}
