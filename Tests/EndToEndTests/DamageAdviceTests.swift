import Foundation
import Testing

/// What is advised about a database that is damaged, empty or not there.
@Suite struct DamageAdviceTests {
  private static let damage = String(repeating: "no database ", count: 4_000)

  @Test("a damaged database leads to a rebuild, also from doctor")
  func damaged() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("data/spendtop/spend.db", Self.damage)
    for command in ["doctor", "report", "verify"] {
      let run = try program.run(command)
      #expect(run.status == 3)
      #expect(run.errors.contains("or run spendtop rebuild"), "\(command): \(run.errors)")
    }
  }

  @Test("a database into which nothing was stored yet is no other program's", arguments: ["", "header"])
  func empty(content: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<5))
    if content.isEmpty {
      try program.write("data/spendtop/spend.db", "")
    } else {
      try program.run(["ingest", program.home + "/logs"], environment: ["SPENDTOP_CRASH_AT": "schema"])
    }
    for command in ["report", "doctor", "verify", "rebuild"] {
      let run = try program.run(command)
      #expect(run.status == 3)
      #expect(run.errors.contains("nothing has been ingested into it"), "\(command): \(run.errors)")
    }
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    #expect(try program.run("verify").output.contains("5 events"))
  }

  @Test("a damaged book of alerts is told by name, with what to do, also by doctor")
  func damagedAlerts() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("logs/a.jsonl", EnvironmentFaultTests.lines(0..<5))
    #expect(try program.run("ingest", program.home + "/logs").status == 0)
    try program.write("data/spendtop/spend.db.state.db", Self.damage)
    let doctor = try program.run("doctor")
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("state.db: the file is not a database"), "\(doctor.output)")
    let list = try program.run("alerts", "list")
    #expect(list.status == 3)
    #expect(list.errors.contains("alerts begin anew"), "\(list.errors)")
    let follower = try Follower(program, [program.home + "/logs"])
    follower.wait(toSay: "alerts were not evaluated")
    #expect(follower.said.contains("state.db") && follower.said.contains("alerts begin anew"))
    #expect(!follower.said.contains("UserMessage("), "\(follower.said)")
    #expect(follower.end() == 0)
  }
}
