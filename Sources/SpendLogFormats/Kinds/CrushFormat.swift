import SpendCore

/// Sessions of Crush, rows of its database. The token columns are those of the last request; the cost is
/// the session's, in dollars.
///
/// Source: charmbracelet/crush, `internal/db/migrations`, `internal/agent`.
struct CrushFormat: RecordFormat {
  var name: StaticString { "crush" }
  var title: String { "Crush sessions (SQLite)" }
  var recognisedBy: String { "a database with a table sessions that has prompt_tokens and cost" }
  var ownsFile: Bool { true }

  func recognises(_ json: JSONIndex) -> Bool {
    json.equals(json[.root, "spendtop_table"], "crush")
  }

  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection) {
    guard let cost = json.money(json[.root, "cost"]), cost > .zero else { return }
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.isSnapshot = true
    draft.session = json.text(json[.root, "id"])
    draft.requestID = draft.session
    draft.identityKey = context.text(FieldText("crush:"), draft.session)
    draft.time = json.time(json.first(.root, "updated_at", "created_at"))
    draft.queryType = FieldText("agent")
    draft.loggedCost = cost
    draft.loggedCostIsBinding = true
    context.drafts.append(draft)
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        {"completion_tokens":"900","cost":"0.0512","created_at":"1790001000","id":"c2u5h-sample-session","prompt_tokens":"7000",\
        "spendtop_table":"crush","updated_at":"1790001600"}
        """,
        .init("c2u5h-sample-session", "", "", "agent", tokens: TokenCounts(), cost: "0.0512"))
    ]
  }
}
