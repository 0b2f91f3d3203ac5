import SpendCore

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
