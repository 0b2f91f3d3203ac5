import Foundation
import Testing

/// Several people at once, each with a program of their own, on the alerts of one collector.
@Suite(.serialized, .enabled(if: Session.isAvailable, "tmux is not installed")) struct MultiProcessTests {
  private struct Alert {
    var key: String
    var feature: String
    var takenBy: String?
    var until: String?
    var stage: String
  }

  private let program: Program
  private let follower: Follower
  private let options: [String]

  private static let features = ["search", "chat", "batch", "mail", "code", "voice"]

  init() throws {
    program = try Program()
    let now = Int(Date().timeIntervalSince1970)
    let lines = Self.features.enumerated().map { number, feature in
      "{\"ts\":\(now - 60 + number),\"request_id\":\"together-\(number)-abcdefgh\",\"model\":\"gpt-4o\",\"prompt_tokens\":\(900_000 - number * 1_000),\"completion_tokens\":900,\"feature\":\"\(feature)\"}\n"
    }
    try program.write("logs/a.jsonl", lines.joined())
    try program.write(
      "c.toml",
      "[[budget]]\nname = \"each\"\namount = \"0.01\"\nperiod = \"rolling 30d\"\nsplit_by = \"feature\"\n")
    options = ["--db", program.home + "/spend.db", "--config", program.home + "/c.toml"]
    follower = try Follower(
      program, ["--config", program.home + "/c.toml", program.home + "/logs"],
      database: program.home + "/spend.db")
    follower.wait(for: Self.features.count)
  }

  private func alerts() throws -> [Alert] {
    let answer = try program.run(["alerts", "list", "--format", "json"] + options)
    let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    return (object?["alerts"] as? [[String: Any]] ?? []).compactMap { alert in
      guard let labels = alert["labels"] as? [String: String], labels["rule"] == "level",
        let key = alert["key"] as? String, let feature = labels["feature"]
      else { return nil }
      return Alert(
        key: key, feature: feature, takenBy: alert["acknowledged_by"] as? String,
        until: alert["acknowledged_until"] as? String, stage: alert["stage"] as? String ?? "")
    }
  }

  /// Waits until the alerts are as they should be.
  private func waits(_ holds: ([Alert]) -> Bool) throws -> Bool {
    for _ in 0..<150 {
      if holds(try alerts()) { return true }
      usleep(100_000)
    }
    return false
  }

  private func dashboard() throws -> Session {
    let session = try Session(
      width: 120, height: 36,
      environment: [
        "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC", "HOME": program.home,
        "PATH": "/usr/bin:/bin",
      ])
    session.type("\(Program.path) top --no-ingest --view alerts \(options.joined(separator: " "))")
    #expect(session.waits { $0.contains("Budget threshold: each") }, "\(session.screen)")
    return session
  }

  @Test("many take alerts in the same moment from the command line: none is lost")
  func manyCommands() throws {
    defer { program.remove() }
    #expect(try waits { $0.count == Self.features.count })
    let keys = try alerts().map(\.key)
    let commands = try keys.enumerated().map { number, key in
      let process = program.process(["alerts", "ack", key, "--by", "p\(number)"] + options)
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      return process
    }
    for command in commands {
      command.waitUntilExit()
      #expect(command.terminationStatus == 0)
    }
    let taken = Dictionary(uniqueKeysWithValues: try alerts().map { ($0.key, $0.takenBy) })
    for (number, key) in keys.enumerated() { #expect(taken[key] == "p\(number)") }
    follower.end()
  }

  @Test("two dashboards and a command take alerts at once, and all three show all of it")
  func dashboards() throws {
    defer { program.remove() }
    #expect(try waits { $0.count == Self.features.count })
    let first = try dashboard()
    let second = try dashboard()
    // The first alert of the list on one screen, the second on the other, and a third by a command.
    second.press("Down")
    let before = try alerts()
    let command = program.process(["alerts", "ack", before[3].key, "--by", "zoe", "--for", "2h"] + options)
    command.standardOutput = FileHandle.nullDevice
    try command.run()
    first.press("a")
    second.press("a")
    command.waitUntilExit()
    #expect(try waits { $0.count { $0.takenBy != nil } == 3 })
    for session in [first, second] {
      #expect(
        session.waits { $0.components(separatedBy: "acked").count > 3 }, "\(session.screen)")
    }
    #expect(try alerts().first { $0.key == before[3].key }?.takenBy == "zoe")
    for session in [first, second] { session.press("q") }
    follower.end()
  }

  @Test("who takes on an old screen what is taken already does not take it away")
  func staleScreen() throws {
    defer { program.remove() }
    #expect(try waits { $0.count == Self.features.count })
    let screen = try dashboard()
    // The view stands still, so it does not see what the command does.
    screen.press("Space")
    let all = try alerts()
    for alert in all {
      #expect(
        try program.run(["alerts", "ack", alert.key, "--by", "zoe", "--for", "2h"] + options).status == 0)
    }
    let before = try alerts().map(\.until)
    screen.press("a")
    usleep(1_500_000)
    #expect(try alerts().map(\.takenBy).allSatisfy { $0 == "zoe" })
    #expect(try alerts().map(\.until) == before)
    screen.press("q")
    follower.end()
  }
}
