import Foundation

/// A program of this machine that writes down what its requests used.
public struct KnownTool: Sendable, Hashable {
  public var name: String
  /// Directories, files and patterns of its logs that exist.
  public var paths: [String]
}

/// Where programs keep their logs, as their own documentation and environment variables have it.
public enum KnownTools {
  /// The tools whose logs are there. `environment`: that of the process; empty variables are none.
  public static func present(environment: [String: String], home: String) -> [KnownTool] {
    let said = environment.filter { !$0.value.isEmpty }
    return Places(environment: said, home: home).all.compactMap { name, candidates in
      let paths = candidates.filter(exists)
      return paths.isEmpty ? nil : KnownTool(name: name, paths: paths)
    }
  }

  /// Whether what comes before the wildcards of a path is there.
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
      ]
    }

    /// The telemetry file tells each request and the session files their sums: where both are there,
    /// they are the same spend, and the finer one is read.
    private var copilot: [String] {
      let file = environment["COPILOT_OTEL_FILE_EXPORTER_PATH"] ?? "\(home)/.copilot/otel"
      return FileManager.default.fileExists(atPath: file) ? [file] : ["\(home)/.copilot/session-state"]
    }

    private var goose: [String] {
      if let root = environment["GOOSE_PATH_ROOT"] {
        return ["\(root)/data/sessions/sessions.db"]
      }
      return ["\(data)/goose/sessions/sessions.db", "\(data)/Block/goose/sessions/sessions.db"]
    }
  }
}
