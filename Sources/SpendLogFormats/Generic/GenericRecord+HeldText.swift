import SpendCore

/// Usage objects and answers that a record of an unknown kind holds as text.
extension GenericRecord {
  /// True when the record may only be the line around one that it holds as text.
  var mayHoldRecord: Bool { !heldTexts.isEmpty && text(.model).isEmpty && !statesUsage }

  /// True when the record has counts or a cost of its own.
  private var statesUsage: Bool {
    usage != nil || StructuredLog.usageSlots.contains { !text($0).isEmpty }
  }

  /// Takes the first of the texts that is a usage object or an answer, for a record without counts of its own.
  ///
  /// Returns true when the text was a part of a stream that another line completes: the record is no request.
  mutating func takeHeldText(_ context: LineContext) throws(LineRejection) -> Bool {
    guard !heldTexts.isEmpty, !statesUsage else { return false }
    for held in heldTexts where !held.isContent {
      let raw = held.text.bytes
      var text = held.text.isEscaped ? context.unescaped(raw) : raw
      if let json = PythonText.json(text) { text = context.copy(json) }
      let object = context.attributes
      guard context.index(FieldText(text), in: object) else {
        if try takeAnswer(text, context) { return answers.isEmpty }
        continue
      }
      if try takeUsage(object, held.container, context) { return false }
      guard let format = FormatRegistry.response(object, .root), !(format is ErrorFormat) else { continue }
      if try takeAnswer(text, context) { return answers.isEmpty }
    }
    return false
  }

  /// Takes the counts of an object that is a usage object, or has one among its members. False for others.
  private mutating func takeUsage(
    _ object: JSONIndex, _ container: AliasTable.Container, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let isUsage = container == .usage
    guard isUsage || StructuredLog.statesUsage(object) else { return false }
    // An answer has more to say than its counts.
    guard isUsage || FormatRegistry.response(object, .root) == nil else { return false }
    // What was found so far lies in another object.
    nestedUsage = .missing
    try GenericJSONFormat.gather(object, .root, &self, depth: 1, in: container)
    usage =
      isUsage
      ? try GenericUsage(object, .root, of: self, context) : try GenericUsage(object, of: self, context)
    return true
  }

  /// Reads an answer, or the events of one. False when the text is none.
  private mutating func takeAnswer(
    _ text: UnsafeRawBufferPointer, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    let known = context.drafts.count
    guard try StreamedAnswer(context).readText(text) else { return false }
    if context.drafts.count > known { answers = [context.drafts.remove(at: known)] }
    return true
  }
}
