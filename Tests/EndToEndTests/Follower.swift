import Foundation
import Testing

/// A collector that follows a folder, and what it says.
final class Follower {
  let process: Process
  private let program: Program
  private let errors: String
  private let database: String?

  init(
    _ program: Program, _ arguments: [String], database: String? = nil, environment: [String: String] = [:]
  ) throws {
    self.program = program
    self.database = database
    errors = program.home + "/follower-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    process = program.process(["ingest", "--follow"] + (database.map { ["--db", $0] } ?? []) + arguments)
    process.environment?.merge(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var said: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

  /// Requests in the database; nil while there is none.
  var requests: Int? {
    let run = try? program.run(
      ["report", "--since", "2020-01-01", "--format", "json"] + (database.map { ["--db", $0] } ?? []))
    let object = run.flatMap { try? JSONSerialization.jsonObject(with: Data($0.output.utf8)) }
    return ((object as? [String: Any])?["total"] as? [String: Any])?["requests"] as? Int
  }

  /// Waits until so many requests are stored.
  func wait(for count: Int, seconds: Int = 30) {
    let start = ContinuousClock.now
    var found = requests
    while found != count, ContinuousClock.now - start < .seconds(seconds) {
      usleep(50_000)
      found = requests
    }
    #expect(found == count, "\(said)")
  }

  /// Waits until the collector has said something.
  func wait(toSay text: String, seconds: Int = 30) {
    let start = ContinuousClock.now
    while !said.contains(text), ContinuousClock.now - start < .seconds(seconds) { usleep(50_000) }
    #expect(said.contains(text), "\(said)")
  }

  /// Asks it to end and waits; the status it ends with.
  @discardableResult
  func end() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
