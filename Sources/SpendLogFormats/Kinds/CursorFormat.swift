import SpendCore

/// The usage table of Cursor's dashboard, under any of its headers.
struct CursorFormat: TableFormat {
  var name: StaticString { "cursor" }
  var title: String { "Cursor usage CSV" }
  var recognisedBy: String { "a column Input (w/o Cache Write)" }

  private enum Column: Int {
    case date, kind, model, withWrite, withoutWrite, cacheRead, output, total, cost, costToYou, user
  }

  var columns: [StaticString] {
    [
      "Date", "Kind", "Model", "Input (w/ Cache Write)", "Input (w/o Cache Write)", "Cache Read",
      "Output Tokens", "Total Tokens", "Cost", "Cost to you", "User",
    ]
  }

  func recognises(_ columns: [String]) -> Bool {
    columns.contains("Input (w/o Cache Write)") && columns.contains("Input (w/ Cache Write)")
  }

  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection) {
    var draft = context.envelope
    draft.format = name
    draft.scope = .global
    draft.time = Timestamp.parse(row[Column.date].bytes)
    draft.model = row[Column.model]
    draft.provider = Providers.ofModel(draft.model)
    draft.queryType = FieldText("agent")
    draft.user = row[Column.user]
    let charged = row[Column.cost].isEmpty ? row[Column.costToYou] : row[Column.cost]
    draft.loggedCost = Numbers.money(charged.bytes)
    draft.tokens = try tokens(row, &draft.totals)
    draft.loggedCostIsBinding = draft.loggedCost != nil
    if row[Column.kind].hasPrefix("Errored") {
      draft.outcome = .error
      draft.isFree = row[Column.kind].contains("No Charge")
    }
    context.drafts.append(draft)
  }

  private func tokens(
    _ row: TableRow, _ totals: inout TotalFinding
  ) throws(LineRejection) -> TokenCounts {
    func count(_ column: Column) throws(LineRejection) -> Int32? {
      try Numbers.count(row[column].bytes)
    }
    var counts = TokenCounts()
    let first = try count(.withWrite)
    counts.input = try count(.withoutWrite)
    counts.cacheRead = try count(.cacheRead)
    counts.output = try count(.output)
    guard let first, let input = counts.input else { return counts }
    // Inclusion of the second column in the first follows only from the total.
    let apart = Int64(first) + Int64(input) + Int64(counts.cacheRead ?? 0) + Int64(counts.output ?? 0)
    let total = try count(.total)
    let isApart = total.map(Int64.init) == apart
    counts.cacheWrite5m = isApart ? first : max(0, first - input)
    if let total, total > 0, !isApart, Int64(total) != apart - Int64(min(first, input)) {
      totals = .contradicts("Total Tokens", total)
    }
    return counts
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost
        "2026-09-21T10:00:00.1Z","On-Demand","claude-4.5-sonnet","No","90","600","5000","70","5760","$1,004.50"
        "2026-09-21T10:01:00.1Z","Included","auto","No","690","600","5000","70","5760","Included"
        """,
        .init(
          "", "anthropic", "claude-4.5-sonnet", "agent",
          tokens: TokenCounts(input: 600, cacheRead: 5_000, cacheWrite5m: 90, output: 70), cost: "1004.5"),
        .init(
          "", "", "auto", "agent",
          tokens: TokenCounts(input: 600, cacheRead: 5_000, cacheWrite5m: 90, output: 70)))
    ]
  }
}
