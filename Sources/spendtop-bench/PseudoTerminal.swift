import Foundation

/// A program on a pseudo-terminal: what a person would see and press, timed.
final class PseudoTerminal {
  private let master: Int32
  private var child: pid_t = 0
  /// Bytes the program has written so far.
  private(set) var bytes = 0

  /// Values of Linux that the C library shows only to programs that ask for its extensions: TIOCSPTLCK,
  /// TIOCGPTN and POSIX_SPAWN_SETSID.
  private static let unlock: UInt = 0x4004_5431
  private static let numberOf: UInt = 0x8004_5430
  private static let setsid: Int16 = 0x80

  init?(_ arguments: [String], width: UInt16, height: UInt16) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var number: Int32 = 0
    var lock: Int32 = 0
    guard master >= 0, ioctl(master, Self.unlock, &lock) == 0, ioctl(master, Self.numberOf, &number) == 0
    else { return nil }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else { return nil }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // A leader of a session takes the first terminal it opens as its own.
    posix_spawnattr_setflags(&attributes, Self.setsid)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for descriptor in 0..<Int32(3) {
      posix_spawn_file_actions_addopen(&actions, descriptor, name, O_RDWR, 0)
    }
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    let environment = [
      "TERM=xterm-256color", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "TZ=UTC",
    ]
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    guard posix_spawn(&child, arguments[0], &actions, &attributes, &argv, &envp) == 0 else { return nil }
  }

  deinit {
    kill(child, SIGTERM)
    var status: Int32 = 0
    waitpid(child, &status, 0)
    close(master)
  }

  /// Reads until the output pauses for `quietMilliseconds`; false without any output.
  @discardableResult
  func settle(quietMilliseconds: Int32, patience: Int32 = 5_000) -> Bool {
    var hasRead = false
    while wait(hasRead ? quietMilliseconds : patience) { hasRead = true }
    return hasRead
  }

  /// Milliseconds from a key to the last byte of the first answer; nil when none comes.
  func answer(to key: String) -> Double? {
    let start = ContinuousClock.now
    _ = key.withCString { write(master, $0, strlen($0)) }
    guard wait(5_000) else { return nil }
    var last = ContinuousClock.now
    // One frame may come in several pieces.
    while wait(4) { last = .now }
    return (last - start) / .milliseconds(1)
  }

  /// Seconds of processor time the program has used.
  var cpuSeconds: Double { Self.cpuSeconds("/proc/\(child)/stat") }

  /// Seconds of processor time its first thread has used, which draws.
  var screenSeconds: Double { Self.cpuSeconds("/proc/\(child)/task/\(child)/stat") }

  private static func cpuSeconds(_ path: String) -> Double {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  private func wait(_ milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    bytes += count
    return true
  }
}
