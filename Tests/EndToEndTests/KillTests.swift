import Foundation
import SpendTestSupport
import Testing

/// The program is killed, at random and at each step of a commit, while logs are written, renamed,
/// emptied and compressed. In the end every line is counted, once.
///
/// The short forms run with the suite. `SPENDTOP_KILLS=1000 SPENDTOP_CRASHES=20` are the long ones;
/// `SPENDTOP_SEED` repeats a run.
@Suite struct KillTests {
  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  private static let kills = setting("SPENDTOP_KILLS") ?? 100
  private static let crashes = setting("SPENDTOP_CRASHES") ?? 2
  private static let seed = UInt64(setting("SPENDTOP_SEED") ?? Int.random(in: 1...1_000_000))

  /// Lets a collector run over the logs and kills it after a while.
  private func killed(
    _ program: Program, _ logs: String, _ random: inout SeededGenerator, _ environment: [String: String] = [:]
  ) throws {
    let process = program.process(["ingest", logs])
    process.environment?.merge(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(UInt32.random(in: 3_000...60_000, using: &random))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  @Test("36: killed at random while logs are renamed and compressed")
  func renames() throws {
    let program = try Program()
    defer { program.remove() }
    var random = SeededGenerator(seed: Self.seed)
    var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed)
    for round in 0..<Self.kills {
      try churn.write(200...3_000)
      if round % 9 == 8 { try churn.rename() }
      if round % 31 == 30 { try churn.backUp() }
      try killed(program, churn.folder, &random)
    }
    #expect(try program.run("ingest", churn.folder).status == 0)
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "seed \(Self.seed): \(differences)")
  }

  @Test("36: killed at random while logs are copied and emptied")
  func copies() throws {
    let program = try Program()
    defer { program.remove() }
    var random = SeededGenerator(seed: Self.seed &+ 1)
    var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed &+ 1)
    for round in 0..<max(10, Self.kills * 3 / 10) {
      try churn.write(200...3_000)
      if round % 5 == 4 { try churn.copyAndEmpty() }
      try killed(program, churn.folder, &random)
    }
    #expect(try program.run("ingest", churn.folder).status == 0)
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "seed \(Self.seed): \(differences)")
  }

  @Test("36: killed at random, and only the offsets keep lines from counting twice")
  func offsetsAlone() throws {
    let program = try Program()
    defer { program.remove() }
    var random = SeededGenerator(seed: Self.seed &+ 2)
    var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed &+ 2, hasIDs: true)
    let environment = ["SPENDTOP_BREAK": "identity"]
    for round in 0..<max(20, Self.kills * 3 / 10) {
      try churn.write(200...3_000)
      if round % 9 == 8 { try churn.rename() }
      try killed(program, churn.folder, &random, environment)
    }
    #expect(try program.run(["ingest", churn.folder], environment: environment).status == 0)
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "seed \(Self.seed): \(differences)")
  }

  @Test(
    "36 and 37: killed at each step of a commit, and while the schema is made",
    arguments: ["schema", "rows", "sums", "identities", "checkpoints", "commit"])
  func steps(step: String) throws {
    for attempt in 0..<Self.crashes {
      let program = try Program()
      defer { program.remove() }
      var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed &+ UInt64(attempt))
      for round in 0..<4 {
        try churn.write(200...12_000)
        if round % 2 == 1 { try churn.rename() }
        let time = step == "schema" ? 1 : round % 3 + 1
        let run = try program.run(
          ["ingest", churn.folder], environment: ["SPENDTOP_CRASH_AT": "\(step):\(time)"])
        if round == 0 { #expect(run.status == SIGKILL, "the step \(step) was not reached") }
      }
      #expect(try program.run("ingest", churn.folder).status == 0)
      let differences = try churn.differences(program)
      #expect(differences.isEmpty, "seed \(Self.seed), \(step): \(differences)")
    }
  }

  @Test("a kill while old events are deleted leaves sums and events that agree")
  func expiring() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed)
    try churn.write(9_000...12_000)
    #expect(try program.run("ingest", churn.folder).status == 0)
    try program.write("config/spendtop/config.toml", "keep_events = \"1d\"\n")
    for time in 1...3 {
      try program.run(["ingest", churn.folder], environment: ["SPENDTOP_CRASH_AT": "expire:\(time)"])
    }
    #expect(try program.run("ingest", churn.folder).status == 0)
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "seed \(Self.seed): \(differences)")
  }

  @Test("requests that a second program logs a second later count once")
  func again() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: 7, hasIDs: true)
    for _ in 0..<2 {
      try churn.write(500...2_000)
      try program.run("ingest", churn.folder)
      try churn.logAgainLater()
      try program.run("ingest", churn.folder)
    }
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "\(differences)")
  }

  @Test(
    "these tests notice when a rule is broken: the checkpoint apart, no search for identities, no look at the tail",
    arguments: ["checkpoint", "identity", "tail"])
  func broken(rule: String) throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: 7, hasIDs: rule == "identity")
    var noticed = false
    let environment = ["SPENDTOP_BREAK": rule]
    for round in 0..<6 where !noticed {
      try churn.write(500...2_000)
      try program.run(
        ["ingest", churn.folder],
        environment: environment.merging(["SPENDTOP_CRASH_AT": "checkpoints:1"]) { $1 })
      try program.run(["ingest", churn.folder], environment: environment)
      switch rule {
      // Rows at the same time would be held apart by the table's own key.
      case "identity": try churn.logAgainLater()
      case "tail" where round % 2 == 1:
        // Another log with the beginning of the first.
        let text = try String(contentsOfFile: churn.live, encoding: .utf8)
        try churn.rename()
        try String(text.prefix(6_000)).write(toFile: churn.live, atomically: false, encoding: .utf8)
        try churn.write(3_000...4_000)
      default: try churn.rename()
      }
      try program.run(["ingest", churn.folder], environment: environment)
      noticed = try !churn.differences(program).isEmpty
    }
    #expect(noticed, "nothing was noticed of \(rule)")
  }

  @Test("44: of many collectors that start at once, one writes")
  func collectors() throws {
    let program = try Program()
    defer { program.remove() }
    var churn = try LogChurn(folder: program.home + "/logs", seed: Self.seed)
    for _ in 0..<max(3, Self.crashes) {
      try churn.write(2_000...4_000)
      let processes = (0..<4).map { _ in program.process(["ingest", churn.folder]) }
      for process in processes {
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
      }
      for process in processes { process.waitUntilExit() }
      let statuses = processes.map(\.terminationStatus)
      #expect(statuses.contains(0) && statuses.allSatisfy { $0 == 0 || $0 == 75 }, "\(statuses)")
    }
    #expect(try program.run("ingest", churn.folder).status == 0)
    let differences = try churn.differences(program)
    #expect(differences.isEmpty, "seed \(Self.seed): \(differences)")
  }
}
