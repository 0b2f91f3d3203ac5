/// JSON as it is sent: members keep their order.
public indirect enum JSON: Sendable, Hashable {
  case string(String)
  case integer(Int64)
  /// A number as it is written.
  case number(String)
  case truth(Bool)
  case null
  case array([JSON])
  case object([Member])

  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSON

    public init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  public static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member(name: $0.key, value: $0.value) })
  }

  public static func object(_ labels: [String: String]) -> JSON {
    .object(labels.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) })
  }

  public var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .string(let string): text += JSONWriter.string(string)
    case .integer(let integer): text += String(integer)
    case .number(let number): text += number
    case .truth(let truth): text += truth ? "true" : "false"
    case .null: text += "null"
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        text += JSONWriter.string(member.name)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }
}
