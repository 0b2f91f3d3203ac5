import SpendCore

/// A label of an event that the configuration may set.
public enum LabelField: String, Sendable, Hashable, CaseIterable {
  case provider
  case model
  case feature
  case queryType = "query_type"
  case tier
  case team
  case key
  case project
  case environment
  case tags
  case region
  case customer
  case host

  var path: WritableKeyPath<LabelSet, String> {
    switch self {
    case .provider: \.provider
    case .model: \.model
    case .feature: \.feature
    case .queryType: \.queryType
    case .tier: \.tier
    case .team: \.team
    case .key: \.key
    case .project: \.project
    case .environment: \.environment
    case .tags: \.tags
    case .region: \.region
    case .customer: \.customer
    case .host: \.host
    }
  }
}

/// Sets a label: to a constant, or to a part of the file's path or a field of the record.
///
/// `{path.1}` is the first part of the path below the wildcard-free start of the source's path;
/// `{metadata.feature}` is a field of the record. A label whose template yields an empty value stays
/// unchanged.
public struct LabelAssignment: Sendable, Hashable {
  public var field: LabelField
  private let parts: [Part]

  private enum Part: Sendable, Hashable {
    case text(String)
    case path(Int)
    case field(String)
  }

  public init(_ field: LabelField, _ template: String) {
    self.field = field
    var parts: [Part] = []
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      let name = String(rest[rest.index(after: open)..<close])
      if name.hasPrefix("path."), let number = Int(name.dropFirst(5)) {
        parts.append(.path(number))
      } else {
        parts.append(.field(name))
      }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  /// True when the template uses the path of the file.
  var usesPath: Bool {
    parts.contains { if case .path = $0 { true } else { false } }
  }

  /// Fields of the record that the template looks at.
  var recordFields: [String] {
    parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
  }

  func value(path: [String], record: (String) -> String) -> String? {
    var text = ""
    for part in parts {
      switch part {
      case .text(let fixed): text += fixed
      case .path(let number):
        guard number >= 1, number <= path.count else { return nil }
        text += path[number - 1]
      case .field(let name):
        let value = record(name)
        guard !value.isEmpty else { return nil }
        text += value
      }
    }
    return text
  }
}

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
