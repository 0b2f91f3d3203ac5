import SpendCore

/// A mapping for records of an unknown kind, guessed from the names and the values of their fields. The
/// proposal is for review by a person; records are read with it only on request.
public struct MappingProposal: Sendable, Hashable {
  public let mapping: FieldMapping

  /// Proposes a mapping from lines of one kind, the header first where it is a table. Nil when no
  /// field looks like tokens or a cost.
  public init?(lines: [[UInt8]], name: String) {
    var paths: [String: String] = [:]
    var unit: String?
    let fields = FieldSurvey(lines).fields
    for slot in Self.slots {
      var best: (score: Int, path: String)?
      for field in fields where !paths.values.contains(field.path) {
        let score = FieldScore.of(field, for: slot)
        // The nearer one of two that are equally good.
        if score > 0, score > best?.score ?? 0 { best = (score, field.path) }
      }
      guard let best else { continue }
      paths[slot.name] = best.path
      if slot == .latency || slot == .firstToken, unit == nil { unit = FieldScore.unit(of: best.path) }
    }
    let usage = [Slot.prompt, .output, .total, .cost].compactMap { paths[$0.name] }
    guard let telling = usage.first else { return nil }
    if paths[Slot.prompt.name] != nil || paths[Slot.output.name] != nil { paths[Slot.total.name] = nil }
    mapping = FieldMapping(name: name, when: telling, paths: paths, latencyUnit: unit)
  }

  private static let slots: [Slot] = [
    .timestamp, .model, .cacheRead, .cacheWrite, .reasoning, .prompt, .output, .total, .cost, .firstToken,
    .latency, .requestID, .provider, .status, .feature, .queryType, .user, .team, .session, .project,
    .environment, .key, .tier,
  ]

  /// The mapping as a part of a configuration, ready to paste.
  public var toml: String {
    func quoted(_ text: String) -> String {
      var result = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result + "\""
    }
    var lines = ["[mapping.\(mapping.name)]"]
    if let when = mapping.when { lines.append("when = \(quoted(when))") }
    for slot in Self.slots {
      guard let path = mapping.paths[slot.name] else { continue }
      lines.append("\(slot.name) = \(quoted(path))")
    }
    if let unit = mapping.latencyUnit { lines.append("latency_unit = \(quoted(unit))") }
    return lines.joined(separator: "\n")
  }
}
