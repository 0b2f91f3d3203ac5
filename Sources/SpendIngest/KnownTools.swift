import Foundation

/// Log locations of tools, from their documentation and environment variables.
public enum KnownTools {
  /// The tools whose logs are there. `environment`: that of the process; empty variables are none.
  public static func present(environment: [String: String], home: String) -> [KnownTool] {
    let said = environment.filter { !$0.value.isEmpty }
    return Places(environment: said, home: home).all.compactMap { name, candidates in
      let paths = candidates.filter(exists)
      return paths.isEmpty ? nil : KnownTool(name: name, paths: paths)
    }
  }

  /// The tools whose logs are there and are not read.
  public static func unread(environment: [String: String], home: String) -> [KnownTool] {
    let said = environment.filter { !$0.value.isEmpty }
    return Places(environment: said, home: home).unread.compactMap { name, candidates in
      let paths = candidates.filter(exists)
      return paths.isEmpty ? nil : KnownTool(name: name, paths: paths)
    }
  }

  /// Names of all tools whose logs are searched for.
  public static var names: [String] { Places(environment: [:], home: "").all.map { $0.0 } }

  /// True when the part of a path before its wildcards exists.
  private static func exists(_ path: String) -> Bool {
    guard path.contains("*") else { return FileManager.default.fileExists(atPath: path) }
    let fixed = path.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.contains("*") }
    return FileManager.default.fileExists(atPath: fixed.joined(separator: "/"))
  }

  private struct Places {
    let environment: [String: String]
    let home: String

    /// The directories that a variable lists with commas, else those given.
    private func directories(_ variable: String, else defaults: String...) -> [String] {
      guard let named = environment[variable] else { return defaults }
      return named.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
        !$0.isEmpty
      }
    }

    private func below(_ directories: [String], _ paths: String...) -> [String] {
      directories.flatMap { directory in paths.map { "\(directory)/\($0)" } }
    }

    private var data: String { environment["XDG_DATA_HOME"] ?? "\(home)/.local/share" }

    var all: [(String, [String])] {
      [
        (
          "Claude Code",
          below(
            directories("CLAUDE_CONFIG_DIR", else: "\(home)/.config/claude", "\(home)/.claude"), "projects")
        ),
        (
          "Codex CLI",
          below(directories("CODEX_HOME", else: "\(home)/.codex"), "sessions", "archived_sessions")
        ),
        ("Gemini CLI", ["\(home)/.gemini/tmp/**/session-*.json*"]),
        (
          "OpenCode",
          below(
            directories("OPENCODE_DATA_DIR", else: "\(data)/opencode"), "storage/message", "opencode*.db")
        ),
        ("Copilot CLI", copilot),
        ("Goose", goose),
        ("Amp", below(directories("AMP_DATA_DIR", else: "\(data)/amp"), "threads/T-*.json")),
        ("Qwen Code", ["\(home)/.qwen/projects/*/chats/*.jsonl"]),
        ("Pi", directories("PI_AGENT_DIR", else: "\(home)/.pi/agent/sessions")),
        ("Cursor", ["\(config)/Cursor/User/globalStorage/state.vscdb"]),
        ("Cline", extensions("saoudrizwan.claude-dev") + ["\(home)/.cline/data/tasks/*/ui_messages.json"]),
        ("Roo Code", extensions("rooveterinaryinc.roo-cline")),
        ("Kilo Code", extensions("kilocode.kilo-code") + ["\(data)/kilo/kilo*.db"]),
        ("Droid", below(directories("FACTORY_DIR", else: "\(home)/.factory"), "sessions/**/*.settings.json")),
        ("Kimi CLI", below(directories("KIMI_SHARE_DIR", else: "\(home)/.kimi"), "sessions/**/wire.jsonl")),
        (
          "Kimi Code",
          below(directories("KIMI_CODE_HOME", else: "\(home)/.kimi-code"), "sessions/**/wire.jsonl")
        ),
        ("Crush", crush),
        ("Zed", ["\(data)/zed/threads/threads.db"]),
        ("Copilot in VS Code", chats),
        ("OpenHands", ["\(home)/.openhands/conversations/*/base_state.json"]),
      ]
    }

    /// Tools whose logs are not read, and where they are.
    var unread: [(String, [String])] {
      [
        ("OpenHands before 1.0", ["\(home)/.openhands/sessions"]),
        ("Kiro", ["\(config)/Kiro/User/globalStorage/kiro.kiroagent", "\(data)/kiro-cli"]),
        ("Windsurf", ["\(home)/.codeium/windsurf/cascade"]),
        (
          "Antigravity",
          [
            "\(home)/.gemini/antigravity/conversations", "\(home)/.gemini/antigravity-cli/conversations",
            "\(home)/.gemini/antigravity-ide/conversations",
          ]
        ),
      ]
    }

    private var config: String { environment["XDG_CONFIG_HOME"] ?? "\(home)/.config" }

    /// Folders of Visual Studio Code's variants for what belongs to a user.
    private var editors: [String] {
      ["Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf"].map { "\(config)/\($0)/User" }
    }

    /// Chats in the editors that have the extension.
    private var chats: [String] {
      editors.filter { KnownTools.exists("\($0)/globalStorage/github.copilot-chat") }.flatMap {
        [
          "\($0)/workspaceStorage/*/chatSessions/*.json*",
          "\($0)/globalStorage/emptyWindowChatSessions/*.json*",
        ]
      }
    }

    /// Messages of the tasks of an extension.
    private func extensions(_ id: String) -> [String] {
      editors.map { "\($0)/globalStorage/\(id)/tasks/*/ui_messages.json" }
    }

    /// The telemetry and the database each have every request: one of them is read. The session files
    /// have their sums, which give way to the requests.
    private var copilot: [String] {
      let telemetry = environment["COPILOT_OTEL_FILE_EXPORTER_PATH"] ?? "\(home)/.copilot/otel"
      let requests = KnownTools.exists(telemetry) ? telemetry : "\(home)/.copilot/session-store.db"
      return [requests, "\(home)/.copilot/session-state"]
    }

    /// Databases of the projects in Crush's registry.
    private var crush: [String] {
      struct Project: Decodable {
        var path: String
        var dataDir: String

        enum CodingKeys: String, CodingKey {
          case path
          case dataDir = "data_dir"
        }
      }
      struct Registry: Decodable {
        var projects: [Project]
      }
      let file = "\(environment["CRUSH_GLOBAL_DATA"] ?? "\(data)/crush")/projects.json"
      guard let json = FileManager.default.contents(atPath: file) else { return [] }
      let decoder = JSONDecoder()
      let projects =
        (try? decoder.decode(Registry.self, from: json))?.projects
        ?? (try? decoder.decode([Project].self, from: json))
        ?? (try? decoder.decode([String: Project].self, from: json)).map {
          $0.values.sorted { $0.path < $1.path }
        }
        ?? []
      return projects.map { project in
        let folder = project.dataDir.hasPrefix("/") ? project.dataDir : "\(project.path)/\(project.dataDir)"
        return "\(folder)/crush.db"
      }
    }

    private var goose: [String] {
      if let root = environment["GOOSE_PATH_ROOT"] {
        return ["\(root)/data/sessions/sessions.db"]
      }
      return ["\(data)/goose/sessions/sessions.db", "\(data)/Block/goose/sessions/sessions.db"]
    }
  }
}
