import SpendCore

/// Labels under names of any spelling: properties, tags and metadata whose names the users of a tool choose.
struct StatedLabels {
  /// A label of a request that such names may state.
  enum Label: Sendable { case feature, queryType, user, customer, team, environment, project, session }

  struct Meaning: Sendable, Equatable {
    var label: Label
    /// Position in the label's list: a smaller one wins.
    var rank: Int
  }

  static let names: [(Label, [String])] = [
    (.feature, ["feature", "feature_name", "use_case"]),
    (.queryType, ["query_type"]),
    (.user, ["user", "user_id", "end_user", "end_user_id", "user_email"]),
    (.customer, ["customer", "customer_id", "customer_name"]),
    (
      .team,
      [
        "team", "team_id", "team_name", "team_alias", "organization", "organisation", "org", "org_id",
        "organization_id",
        "tenant", "tenant_id",
      ]
    ),
    (.environment, ["environment", "env"]),
    (.project, ["project", "project_id", "project_name"]),
    (.session, ["session", "session_id", "conversation_id", "thread_id", "chat_id"]),
  ]

  private static let byName = HashedNameMap<Meaning>(
    names.flatMap { label, names in
      names.enumerated().map { rank, name in
        (Array(name.utf8).withUnsafeBytes { AliasTable.normalised($0) }, Meaning(label: label, rank: rank))
      }
    })

  private var found: [(meaning: Meaning, text: FieldText)] = []

  init() {}

  /// The labels among the members of an object.
  init(_ json: JSONIndex, _ object: JSONIndex.Node) {
    guard json.isObject(object) else { return }
    try? json.forEachMember(object) { name, value in take(name, json.text(value)) }
  }

  /// Takes a value whose name is that of a label.
  mutating func take(_ name: UnsafeRawBufferPointer, _ text: FieldText) {
    guard name.count <= 32, !text.isEmpty, let meaning = Self.byName[AliasTable.normalised(name)] else {
      return
    }
    take(meaning, text)
  }

  mutating func take(_ meaning: Meaning, _ text: FieldText) {
    guard !text.isEmpty else { return }
    if let place = found.firstIndex(where: { $0.meaning.label == meaning.label }) {
      if meaning.rank < found[place].meaning.rank { found[place] = (meaning, text) }
    } else {
      found.append((meaning, text))
    }
  }

  /// Takes a tag of the form `name:value` or `name=value`. Other tags state no label.
  mutating func take(tag: FieldText) {
    let bytes = tag.bytes
    guard let mark = bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }) else {
      return
    }
    let value = FieldText(UnsafeRawBufferPointer(rebasing: bytes[(mark + 1)...]), isEscaped: tag.isEscaped)
    take(UnsafeRawBufferPointer(rebasing: bytes[..<mark]), value.trimmed)
  }

  func text(_ label: Label) -> FieldText {
    found.first { $0.meaning.label == label }?.text ?? .empty
  }

  /// Fills the labels that a draft leaves open.
  func fill(_ draft: inout EventDraft) {
    for (meaning, text) in found {
      switch meaning.label {
      case .feature: if draft.feature.isEmpty { draft.feature = text }
      case .user: if draft.user.isEmpty { draft.user = text }
      case .customer: if draft.customer.isEmpty { draft.customer = text }
      case .team: if draft.team.isEmpty { draft.team = text }
      case .environment: if draft.environment.isEmpty { draft.environment = text }
      case .project: if draft.project.isEmpty { draft.project = text }
      case .session: if draft.session.isEmpty { draft.session = text }
      case .queryType:
        guard !draft.isQueryTypeStated else { continue }
        draft.queryType = text
        draft.isQueryTypeStated = true
      }
    }
  }
}
