import SpendCore

/// Sets labels where the event has given values: the first rule that assigns a label decides it.
public struct AttributionRule: Sendable, Hashable {
  /// Names of labels or fields of the record, with patterns in which `*` stands for any text.
  public var conditions: [String: String]
  public var assignments: [LabelAssignment]

  public init(when conditions: [String: String], set assignments: [LabelAssignment]) {
    self.conditions = conditions
    self.assignments = assignments
  }

  var recordFields: [String] {
    conditions.keys.filter { LabelField(rawValue: $0) == nil } + assignments.flatMap(\.recordFields)
  }

  func matches(_ labels: LabelSet, record: (String) -> String) -> Bool {
    conditions.allSatisfy { name, pattern in
      let value = LabelField(rawValue: name).map { labels[keyPath: $0.path] } ?? record(name)
      return GlobPattern(pattern).matches(value)
    }
  }
}
