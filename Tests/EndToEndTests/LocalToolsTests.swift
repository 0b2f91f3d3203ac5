import Foundation
import Testing

@Suite struct LocalToolsTests {
  @Test("without a path the logs of tools on this machine are shown once, and read")
  func tools() throws {
    let program = try Program()
    defer { program.remove() }
    let folder = program.home + "/.claude/projects/-srv-shop"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let line = """
      {"sessionId":"s","uuid":"u","type":"assistant","timestamp":"2026-09-21T10:00:00Z","message":{"id":"msg_tools_sample_01",\
      "model":"claude-sonnet-4-5","usage":{"input_tokens":100000,"output_tokens":0}}}

      """
    try line.write(toFile: folder + "/a.jsonl", atomically: false, encoding: .utf8)
    let first = try program.run("top", "--plain", "--at", "2026-09-21T12:00:00Z")
    #expect(first.status == 0)
    #expect(first.errors.contains("Claude Code  \(program.home)/.claude/projects"))
    #expect(first.output.contains("0.30"))
    let second = try program.run("top", "--plain", "--at", "2026-09-21T12:00:00Z")
    #expect(second.errors.isEmpty)
    #expect(second.output == first.output)
    #expect(try program.run("doctor").output.contains("tool"))
  }

  @Test("doctor proposes a mapping for a log nobody knows")
  func proposal() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "own.jsonl", #"{"at":"2026-09-21T10:00:00Z","engine_name":"gpt-4o","tokIn":10,"tokOut":2}"# + "\n")
    let said = try program.run("doctor", program.home + "/own.jsonl").output
    #expect(said.contains("[mapping.mine]\nwhen = \"tokIn\"\ntimestamp = \"at\"\nmodel = \"engine_name\""))
    let start = try #require(said.range(of: "[mapping.mine]")?.lowerBound)
    try program.write("config.toml", String(said[start...]))
    let read = try program.run(
      "ingest", "--json", "--config", program.home + "/config.toml", program.home + "/own.jsonl")
    #expect(read.output.contains("\"events\":1,"))
  }
}
