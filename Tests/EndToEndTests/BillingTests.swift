import Foundation
import Testing

@Suite struct BillingTests {
  /// A chat completion of gpt-4o of September 2026.
  private func completion(_ id: Int, at time: Int, prompt: Int = 2_000, output: Int = 500) -> String {
    """
    {"id":"chatcmpl-billing-\(id)","object":"chat.completion","created":\(time),"model":"gpt-4o-2024-08-06",\
    "choices":[],"usage":{"prompt_tokens":\(prompt),"completion_tokens":\(output),"total_tokens":\(prompt + output)}}

    """
  }

  /// Midnight of 2026-09-22.
  private let day = 1_790_035_200

  @Test("a comparison of two days has parts that add up to the difference")
  func compare() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "log.jsonl",
      completion(1, at: day) + completion(2, at: day + 86_400)
        + completion(3, at: day + 90_000, output: 1_000))
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    let arguments = [
      "report", "--by", "model", "--since", "2026-09-23", "--until", "2026-09-24", "--compare",
    ]
    let csv = try program.run(arguments + ["yesterday", "--format", "csv"])
    let rows = csv.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    try #require(rows.count == 2, "\(csv)")
    // One request of $0.01 before; after, one of $0.01 and one of $0.015.
    #expect(rows[1][1...3].elementsEqual(["0.01", "0.025", "0.015"]), "\(csv)")
    let parts = rows[1][5...8].compactMap { Decimal(string: String($0)) }
    #expect(parts.count == 4 && parts.reduce(0, +) == Decimal(string: "0.015"), "\(csv)")
    #expect(rows[1][5] == "0.01", "\(csv)")
    let refused = try program.run(arguments + ["soon"])
    #expect(refused.status == 2 && refused.errors.contains("is not a time range"), "\(refused)")
  }

  /// The columns of CSV by their names; the files of these tests quote only JSON.
  private func records(_ csv: String) -> [[String: String]] {
    let lines = csv.split(separator: "\n").map { line -> [String] in
      var cells = [""]
      var isQuoted = false
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
      }
      return cells
    }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  @Test("FOCUS rows of hours and days add up to the report", arguments: ["hour", "day"])
  func focus(bucket: String) throws {
    let program = try Program()
    defer { program.remove() }
    let log = (0..<60).map {
      completion($0, at: day + $0 * 7_000, prompt: 1_000 + $0 * 37, output: $0 * 11 + 1)
    }
    try program.write("log.jsonl", log.joined())
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    let csv = try program.run("export", "focus", "--bucket", bucket, "--account", "acme").output
    let rows = records(csv)
    #expect(rows.count == (bucket == "hour" ? 60 : 5), "\(csv)")
    let report = try program.run("report", "--by", "model", "--format", "csv").output
    let total = try #require(records(report).first)
    for (column, wanted) in [
      ("BilledCost", "cost_usd"), ("EffectiveCost", "cost_usd"), ("x_Requests", "requests"),
      ("x_InputTokens", "input"),
      ("x_OutputTokens", "output"),
    ] {
      let sum = rows.compactMap { $0[column].flatMap { Decimal(string: $0) } }.reduce(0, +)
      #expect("\(sum)" == total[wanted], "\(column)")
    }
    #expect(rows[0]["ChargePeriodStart"] == "2026-09-22T00:00:00Z")
    #expect(
      rows[0]["ChargePeriodEnd"] == (bucket == "hour" ? "2026-09-22T01:00:00Z" : "2026-09-23T00:00:00Z"))
    #expect(rows[0]["BillingPeriodEnd"] == "2026-10-01T00:00:00Z")
    #expect(rows[0]["ServiceProviderName"] == nil)
    let newer = try program.run("export", "focus", "--focus-version", "1.3").output
    #expect(records(newer).first?["ServiceProviderName"] == "openai")
    #expect(try program.run("export", "focus", "--focus-version", "9").status == 2)
    #expect(
      try program.run("export", "focus", "--account", "").errors.contains("requires a BillingAccountId"))
  }

  @Test("the logs of one job are held against a limit, and leave no database behind")
  func checkRun() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("run.jsonl", (0..<3).map { completion($0, at: day + $0) }.joined())
    try program.write(
      "unpriced.jsonl", completion(9, at: day).replacing("gpt-4o-2024-08-06", with: "house-model-9"))
    try program.write("other.txt", "nothing of usage\n")
    let log = program.home + "/run.jsonl"
    func check(_ arguments: String...) throws -> Program.Outcome {
      try program.run(["check", "run"] + arguments, environment: ["TMPDIR": program.home + "/tmp"])
    }
    try FileManager.default.createDirectory(atPath: program.home + "/tmp", withIntermediateDirectories: true)
    let fine = try check("--max-usd", "0.03", log)
    #expect(
      fine.status == 0 && fine.output.hasPrefix("SPENDTOP RUN OK - $0.030 of $0.030 for 3 requests"),
      "\(fine)")
    #expect(try check("--max-usd", "0.029999999", log).status == 2)
    #expect(try check("--max-usd", "5", "--warn-usd", "0.01", log).status == 1)
    let unpriced = try check("--max-usd", "5", program.home + "/unpriced.jsonl")
    #expect(unpriced.status == 1 && unpriced.output.contains("1 of them unpriced"), "\(unpriced)")
    let empty = try check("--max-usd", "5", program.home + "/other.txt")
    #expect(empty.status == 3 && empty.output.contains("no usage was found"), "\(empty)")
    let wrong = try check("--max-usd", "-5", log)
    #expect(wrong.status == 3 && wrong.output.contains("cannot read the amount"), "\(wrong)")
    #expect(try check("--max-usd", "5").output.contains("there is nothing to check"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.home + "/tmp").isEmpty)
    #expect(!FileManager.default.fileExists(atPath: program.home + "/data/spendtop/spend.db"))
    let database = program.home + "/job.db"
    #expect(try check("--max-usd", "5", "--db", database, log).status == 0)
    #expect(try check("--max-usd", "0.01", "--db", database).status == 2)
    #expect(try check("--max-usd", "0.01", "--db", database, "--filter", "model=gpt-4o-mini").status == 3)
  }

  @Test("the status line is one line with the spend of today and the fullest budget")
  func statusline() throws {
    let program = try Program()
    defer { program.remove() }
    let now = Int(Date().timeIntervalSince1970)
    try program.write("log.jsonl", completion(1, at: now - 1))
    try program.write(
      "config/spendtop/config.toml",
      """
      [[budget]]
      name = "small"
      amount = 1
      [[budget]]
      name = "large"
      amount = 100
      """)
    #expect(try program.run("statusline").status == 3)
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    let line = try program.run("statusline")
    // A second before midnight belongs to yesterday.
    #expect(line.output.hasSuffix("$0.010 last hour · small 1.0 %\n"), "\(line)")
    #expect(try program.run("statusline", "--filter", "model=none").output.hasSuffix("$0.00 last hour\n"))
  }

  // MARK: Units, statements, notes

  /// A call in the generic format with labels.
  private func call(
    _ id: Int, at time: Int, customer: String = "", team: String = "", session: String = "",
    status: String = "ok",
    output: Int = 500
  ) -> String {
    """
    {"ts":\(time),"request_id":"billing-call-\(id)-abcdef0123","provider":"openai","model":"gpt-4o-2024-08-06",\
    "input_tokens":2000,"output_tokens":\(output),"status":"\(status)","customer":"\(customer)","team":"\(team)",\
    "session":"\(session)"}

    """
  }

  private func ingest(_ program: Program, _ lines: [String]) throws {
    try program.write("calls-\(lines.count).jsonl", lines.joined())
    let result = try program.run("ingest", "\(program.home)/calls-\(lines.count).jsonl")
    #expect(result.status == 0, "\(result)")
  }

  @Test("costs per unit, and margins from the configuration and a file")
  func units() throws {
    let program = try Program()
    defer { program.remove() }
    // $0.01 each, one of four fails.
    try ingest(
      program,
      [
        call(1, at: day, customer: "acme", session: "s1"),
        call(2, at: day + 1, customer: "acme", session: "s1"),
        call(3, at: day + 2, customer: "umbrella", session: "s2"),
        call(4, at: day + 3, customer: "stark", status: "error"),
      ])
    let units = try program.run("report", "--by", "model", "--unit", "all", "--format", "csv")
    let row = try #require(records(units.output).first, "\(units)")
    for (column, value) in [
      ("cost_usd", "0.04"), ("usd_per_request", "0.01"), ("usd_per_thousand_requests", "10"),
      ("usd_per_mtok", "4"),
      ("usd_per_successful_request", "0.013333333"), ("sessions", "2"), ("usd_per_session", "0.015"),
      ("customers", "3"), ("usd_per_customer", "0.013333333"),
    ] { #expect(row[column] == value, "\(column): \(units)") }
    #expect(try program.run("report", "--unit", "sesion").errors.contains("did you mean \"session\"?"))
    #expect(try program.run("report", "--unit", "all", "--bucket", "day").status == 2)

    try program.write("revenue.csv", "customer,revenue,currency\r\nacme,0.05,USD\r\numbrella,0.005,\r\n")
    let file = program.home + "/revenue.csv"
    let margins = try program.run("report", "--margin", "customer", "--revenue", file, "--format", "csv")
    let rows = records(margins.output)
    #expect(rows.map { $0["customer"] } == ["umbrella", "acme", "stark"], "\(margins)")
    #expect(rows.map { $0["margin_usd"] } == ["-0.005", "0.03", ""], "\(margins)")
    let table = try program.run("report", "--margin", "customer", "--revenue", file).output
    #expect(table.contains("1 without stated revenue, cost $0.010: their margin is not known"), "\(table)")
    try program.write("foreign.csv", "customer,revenue,currency\nacme,5,GBP\n")
    let foreign = try program.run(
      "report", "--margin", "customer", "--revenue", program.home + "/foreign.csv")
    #expect(foreign.status == 2 && foreign.errors.contains("line 2: there is no rate for GBP"), "\(foreign)")
    #expect(
      try program.run("report", "--margin", "customer").errors.contains("no revenue by customer is stated"))
    #expect(try program.run("report", "--margin", "model", "--revenue", file).status == 2)

    try program.write(
      "config/spendtop/config.toml",
      """
      [[revenue]]
      customer = "acme"
      usd_per_month = 1000
      [[budget]]
      name = "acme-margin"
      margin = "40%"
      filter = { customer = "acme" }
      """)
    let budgets = try program.run("budget", "list", "--format", "json")
    #expect(budgets.output.contains("\"amount_usd\":\"600\""), "\(budgets)")
    try program.write(
      "config/spendtop/config.toml",
      "[[budget]]\nname = \"m\"\nmargin = \"40%\"\nfilter = { customer = \"nobody\" }\n")
    #expect(try program.run("budget", "list").errors.contains("no [[revenue]] matches its filter"))
  }

  @Test("a statement splits shared costs, and a closed month does not change")
  func statement() throws {
    let program = try Program()
    defer { program.remove() }
    // 2026-09: search $0.03, chat $0.01, without a team $0.01.
    try ingest(
      program,
      [
        call(1, at: day, team: "search"), call(2, at: day + 1, team: "search"),
        call(3, at: day + 2, team: "search"),
        call(4, at: day + 3, team: "chat"), call(5, at: day + 4),
      ])
    try program.write(
      "config/spendtop/config.toml",
      """
      [[shared_cost]]
      name = "gateway"
      usd_per_month = 0.05
      [[credit]]
      name = "welcome"
      usd = 0.02
      month = "2026-09"
      """)
    let arguments = ["statement", "--by", "team", "--month", "2026-09"]
    let csv = try program.run(arguments + ["--format", "csv"])
    let rows = records(csv.output)
    #expect(rows.map { $0["team"] } == ["search", "chat"], "\(csv)")
    #expect(rows.map { $0["direct_usd"] } == ["0.03", "0.01"], "\(csv)")
    #expect(rows.map { $0["shared_usd"] } == ["0.03", "0.01"], "\(csv)")
    let open = try program.run(arguments).output
    #expect(open.contains("requests are recorded since 2026-09-22"), "\(open)")
    let parts = Calendar(identifier: .gregorian).dateComponents(
      in: try #require(TimeZone(identifier: "UTC")), from: Date())
    let thisMonth = String(format: "%04d-%02d", parts.year ?? 0, parts.month ?? 0)
    let running = try program.run("statement", "--month", thisMonth)
    #expect(running.output.contains("monthly amounts are those of the whole month"), "\(running)")
    let early = try program.run("statement", "--month", thisMonth, "--close")
    #expect(early.status == 2 && early.errors.contains("the month is not over"), "\(early)")
    // An invoice of $0.1 instead of the recorded $0.05.
    let invoiced = try program.run(arguments + ["--invoice", "0.1", "--format", "json"]).output
    #expect(
      invoiced.contains("\"total_usd\":\"0.13\"") && invoiced.contains("\"kind\":\"invoice\""), "\(invoiced)")

    let closed = try program.run(arguments + ["--close"])
    #expect(closed.status == 0 && closed.output.contains("no later change"), "\(closed)")
    #expect(try program.run(arguments + ["--close"]).errors.contains("is closed already"))
    try ingest(program, [call(6, at: day + 9, team: "chat")])
    let late = try program.run(arguments)
    #expect(late.output.contains("adjustments since") && late.output.contains("chat: +$0.0"), "\(late)")
    let after = records(try program.run(arguments + ["--format", "csv"]).output)
    #expect(after.map { $0["total_usd"] } == ["0.06", "0.02"], "\(after)")
    let elsewhere = try program.run(arguments + ["--tz", "Asia/Tokyo"])
    #expect(
      elsewhere.status != 0 && elsewhere.errors.contains("was closed in")
        && elsewhere.errors.contains("those of Asia/Tokyo"), "\(elsewhere)")
    #expect(try program.run(arguments + ["--split", "even"]).errors.contains("does not change"))
    let future = try program.run("statement", "--month", "2261-01")
    #expect(future.status == 2 && future.errors.contains("the month has not begun in"), "\(future)")
    // Lines by another dimension are those of the same requests, so the month has the same ends.
    let customers = ["statement", "--by", "customer", "--month", "2026-09", "--close"]
    let cut = try program.run(customers + ["--tz", "Asia/Tokyo"])
    #expect(cut.status == 2 && cut.errors.contains("was closed in"), "\(cut)")
    #expect(
      try program.run(arguments + ["--invoice", "0.1"]).errors.contains("was closed without --invoice"))
    let invoice = try program.run(customers + ["--invoice", "0.1"])
    #expect(invoice.status == 0 && invoice.output.contains("no later change"), "\(invoice)")
    let shown = Array(customers.dropLast())
    #expect(try program.run(shown).output.contains("no later change"))
    #expect(try program.run(shown + ["--invoice", "0.10"]).status == 0)
    #expect(
      try program.run(shown + ["--invoice", "0.2"]).errors.contains("was closed with --invoice 0.1"))
    #expect(try program.run("statement", "--month", "october").errors.contains("cannot read the month"))
    // The closed month is in the database, so a rebuild keeps it.
    let rebuilt = try program.run("rebuild")
    #expect(rebuilt.status == 0, "\(rebuilt)")
    #expect(records(try program.run(arguments + ["--format", "csv"]).output) == after)
  }

  @Test(
    "an option of a plan that would change nothing is refused",
    arguments: [
      (["--scale", "2"], "--scale needs --like"), (["--since", "7d"], "--since needs --like"),
      (["--throughput", "100"], "--throughput needs --compare"), (["--gpu-hour", "2"], "--gpu-hour needs"),
      (["--like", "feature=a", "--scale", "2"], "--scale does not apply to --requests-per-day"),
    ])
  func planOptions(options: [String], message: String) throws {
    let program = try Program()
    defer { program.remove() }
    let plan = ["plan", "--requests-per-day", "10", "--input", "10", "--model", "gpt-4o"]
    #expect(try program.run(plan).status == 0)
    let refused = try program.run(plan + options)
    #expect(refused.status == 2 && refused.errors.contains(message), "\(refused)")
  }

  @Test("notes are stored beside a collector and listed in comparisons")
  func notes() throws {
    let program = try Program()
    defer { program.remove() }
    try ingest(
      program, [call(1, at: day), call(2, at: day + 86_400), call(3, at: day + 90_000, output: 1_000)])
    for _ in 0..<2 {
      let note = try program.run("note", "longer answers\nfor search", "--at", "2026-09-23T00:30:00Z")
      #expect(
        note.status == 0 && note.output == "1  2026-09-23 00:30  longer answers for search\n", "\(note)")
    }
    #expect(try program.run("note", "--list").output == "1  2026-09-23 00:30  longer answers for search\n")
    let report = try program.run(
      "report", "--since", "2026-09-23", "--until", "2026-09-24", "--compare", "previous")
    #expect(
      report.output.contains(
        "2026-09-23 00:30 longer answers for search: $0.010 per request before, $0.015 after"),
      "\(report)")
    #expect(try program.run("note", "").status == 2)
    #expect(try program.run("note", "--remove", "7").errors.contains("there is no note 7"))
    #expect(try program.run("note", "--remove", "1").status == 0)
    #expect(try program.run("note", "--list").output.isEmpty)
    #expect(try program.run("verify").status == 0)
  }

  // MARK: Commitments

  @Test("commitments: utilisation, limits, and the statement of a month with an unused promise")
  func commitments() throws {
    let program = try Program()
    defer { program.remove() }
    let now = Int(Date().timeIntervalSince1970)
    try ingest(program, [call(1, at: day), call(2, at: day + 1), call(3, at: now - 60)])
    try program.write(
      "config/spendtop/config.toml",
      """
      [[commitment]]
      name = "promise"
      kind = "discount"
      filter = { provider = "openai" }
      usd_per_month = 3
      to = "2026-10-01"
      [[commitment]]
      name = "prepaid"
      kind = "credits"
      filter = { provider = "open*" }
      usd = 0.02
      from = "2026-09-01"
      quota = [{ window = "5h", usd = 1 }]
      """)
    let report = try program.run(
      "report", "--commitments", "--since", "2026-09-01", "--until", "2026-10-01", "--format", "csv")
    let rows = records(report.output)
    #expect(rows.map { $0["committed_usd"] } == ["3", "0.02"], "\(report)")
    #expect(rows.map { $0["used_usd"] } == ["0.02", "0.01"], "\(report)")
    #expect(rows[0]["saved_usd"] == "-2.98" && rows[1]["left_usd"] == "0.01", "\(report)")
    let table = try program.run("report", "--commitments", "--since", "2026-09-01", "--until", "2026-10-01")
      .output
    #expect(table.contains("2 requests match promise and prepaid"), "\(table)")
    #expect(table.contains("prepaid: 5h: $0.010 of $1.00 (1.0 %)"), "\(table)")
    let bill = try program.run("statement", "--month", "2026-09", "--by", "team", "--format", "json").output
    #expect(bill.contains("\"name\":\"unused part of promise\",\"usd\":\"2.98\""), "\(bill)")
    #expect(bill.contains("\"total_usd\":\"3\""), "\(bill)")
    #expect(bill.contains("2 requests match promise and prepaid"), "\(bill)")
    let check = try program.run("check", "commitment", "--max-age", "0", "-w", "40", "-c", "95")
    #expect(check.status == 1 && check.output.contains("prepaid used 50.0 %"), "\(check)")
    #expect(try program.run("check", "commitment", "--commitment", "prepayd").output.contains("did you mean"))
    try program.write(
      "config/spendtop/config.toml",
      "[[commitment]]\nname = \"x\"\nkind = \"credits\"\nusd_per_month = 3\nfilter = { provider = \"a\" }\n")
    #expect(try program.run("report", "--commitments").errors.contains("has usd, not usd_per_month"))
  }
}
