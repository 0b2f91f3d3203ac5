import Foundation
import Testing

/// A terminal of its own for a program: a session of tmux, without anybody's configuration.
final class Session {
  private let socket = "spendtop-test-\(UUID().uuidString.prefix(8))"

  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")

  init(width: Int, height: Int, environment: [String: String]) throws {
    let variables = Program.sanitizerOptions.merging(environment) { $1 }
      .map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    tmux(
      "new-session", "-d", "-x", "\(width)", "-y", "\(height)",
      "env -i PS1='$ ' \(variables) bash --norc --noprofile -i")
    #expect(waits { $0.contains("$") })
  }

  deinit { tmux("kill-server") }

  @discardableResult
  func tmux(_ arguments: String...) -> String { tmux(arguments) }

  @discardableResult
  func tmux(_ arguments: [String]) -> String {
    let process = Process()
    // The server that the first command leaves behind must hold nothing of this process open: Foundation
    // waits until the last copy of its own descriptors is closed.
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments =
      [
        "-c",
        "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; "
          + "exec tmux \"$@\"",
        "tmux", "-L", socket, "-f", "/dev/null",
      ] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color"]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard arguments.first != "new-session" else {
      process.standardOutput = FileHandle.nullDevice
      try? process.run()
      process.waitUntilExit()
      return ""
    }
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "" }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  func type(_ line: String) {
    tmux("send-keys", "-l", line)
    tmux("send-keys", "Enter")
  }

  func press(_ keys: String...) {
    for key in keys { tmux("send-keys", key) }
  }

  /// Sends a signal to the program that the shell has started.
  func signal(_ name: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/pkill")
    let shell = tmux("display-message", "-p", Self.braces("pane_pid"))
    process.arguments = ["-\(name)", "-P", shell.trimmingCharacters(in: .whitespacesAndNewlines)]
    guard (try? process.run()) != nil else { return }
    process.waitUntilExit()
  }

  var screen: String { tmux("capture-pane", "-p") }

  /// What tmux knows of the modes of the terminal.
  var modes: String {
    tmux(
      "display-message", "-p",
      "alternate \(Self.braces("alternate_on")) cursor \(Self.braces("cursor_flag")) mouse \(Self.braces("mouse_any_flag")) keypad \(Self.braces("keypad_cursor_flag"))"
    )
  }

  private static func braces(_ name: String) -> String { "#{" + name + "}" }

  /// Whether the screen comes to hold something within ten seconds.
  func waits(_ holds: (String) -> Bool) -> Bool {
    for _ in 0..<200 {
      if holds(screen) { return true }
      usleep(50_000)
    }
    return false
  }

  /// What the shell prints for a command.
  func answer(_ command: String) -> String {
    tmux("clear-history")
    type("clear")
    _ = waits { !$0.contains("spendtop") }
    type("\(command); echo DO''NE")
    _ = waits { $0.contains("DONE") }
    return screen
  }
}
