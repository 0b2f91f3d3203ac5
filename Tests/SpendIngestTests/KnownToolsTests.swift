import Foundation
import SpendIngest
import Testing

@Suite struct KnownToolsTests {
  private func home(_ paths: String...) throws -> String {
    let home = NSTemporaryDirectory() + "spendtop-home-\(UUID().uuidString)"
    for path in paths {
      let full = "\(home)/\(path)"
      try FileManager.default.createDirectory(
        atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try "".write(toFile: full, atomically: false, encoding: .utf8)
    }
    return home
  }

  @Test("tools that are there, and no others")
  func present() throws {
    let home = try home(
      ".claude/projects/-srv-shop/a.jsonl", ".codex/sessions/2026/09/21/rollout-1.jsonl",
      ".local/share/opencode/opencode.db", ".copilot/session-state/1/events.jsonl",
      ".pi/agent/sessions/x.jsonl")
    defer { try? FileManager.default.removeItem(atPath: home) }
    let found = KnownTools.present(environment: [:], home: home)
    #expect(found.map(\.name) == ["Claude Code", "Codex CLI", "OpenCode", "Copilot CLI", "Pi"])
    #expect(found[0].paths == ["\(home)/.claude/projects"])
    #expect(found[1].paths == ["\(home)/.codex/sessions"])
    #expect(found[2].paths == ["\(home)/.local/share/opencode/opencode*.db"])
  }

  @Test("variables name other places, several with commas")
  func variables() throws {
    let home = try home(
      "a/projects/x.jsonl", "b/projects/y.jsonl", "g/data/sessions/sessions.db", ".claude/projects/z")
    defer { try? FileManager.default.removeItem(atPath: home) }
    let found = KnownTools.present(
      environment: ["CLAUDE_CONFIG_DIR": "\(home)/a, \(home)/b", "GOOSE_PATH_ROOT": "\(home)/g"], home: home)
    #expect(
      found.map(\.paths) == [
        ["\(home)/a/projects", "\(home)/b/projects"], ["\(home)/g/data/sessions/sessions.db"],
      ])
  }

  @Test("Copilot's telemetry and its sessions: one that is in both counts once")
  func copilot() throws {
    let home = try home(".copilot/session-state/1/events.jsonl", ".copilot/otel/spans.jsonl")
    defer { try? FileManager.default.removeItem(atPath: home) }
    #expect(
      KnownTools.present(environment: [:], home: home).map(\.paths) == [
        ["\(home)/.copilot/otel", "\(home)/.copilot/session-state"]
      ])
  }

  @Test("tasks of editors' extensions, databases of projects, and tools that are not read")
  func others() throws {
    let task = ".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/1/ui_messages.json"
    let home = try home(
      task, ".factory/sessions/-srv/a.settings.json", ".kimi/sessions/a/b/wire.jsonl", "shop/.crush/crush.db",
      ".local/share/crush/projects.json", ".local/share/zed/threads/threads.db",
      ".openhands/conversations/1/base_state.json", ".config/VSCodium/User/workspaceStorage/1/state.vscdb",
      ".config/Code/User/globalStorage/github.copilot-chat/a",
      ".config/Code/User/workspaceStorage/1/chatSessions/1.jsonl",
      ".codeium/windsurf/cascade/a.pb")
    defer { try? FileManager.default.removeItem(atPath: home) }
    try #"{"projects":[{"path":"\#(home)/shop","data_dir":".crush"},{"path":"/gone","data_dir":".crush"}]}"#
      .write(toFile: "\(home)/.local/share/crush/projects.json", atomically: false, encoding: .utf8)
    let found = KnownTools.present(environment: [:], home: home)
    #expect(
      found.map(\.name) == ["Cline", "Droid", "Kimi CLI", "Crush", "Zed", "Copilot in VS Code", "OpenHands"])
    #expect(found[3].paths == ["\(home)/shop/.crush/crush.db"])
    #expect(KnownTools.unread(environment: [:], home: home).map(\.name) == ["Windsurf"])
  }
}
