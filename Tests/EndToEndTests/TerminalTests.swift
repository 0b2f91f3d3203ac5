import Foundation
import Testing

/// The real program on real terminals: whatever happens, the terminal is as it was.
@Suite(.serialized, .enabled(if: Session.isAvailable, "tmux is not installed")) struct TerminalTests {
  private let program: Program
  private let database: String

  init() throws {
    program = try Program()
    database = program.home + "/spend.db"
    let logs = program.home + "/logs"
    _ = try program.run("demo", "--write", logs, "--events", "1500")
    _ = try program.run("ingest", "--db", database, logs)
  }

  private func session(_ type: String, width: Int = 100, height: Int = 30) throws -> Session {
    try Session(
      width: width, height: height,
      environment: [
        "TERM": type, "LANG": "C.UTF-8", "TZ": "UTC", "HOME": program.home, "PATH": "/usr/bin:/bin",
      ])
  }

  private func open(_ session: Session) {
    session.type("\(Program.path) top --no-ingest --db \(database)")
  }

  private func start(_ session: Session) {
    open(session)
    expectStarted(session)
  }

  private func expectStarted(_ session: Session) {
    #expect(session.waits { $0.contains("Feature") && $0.contains("BURN") }, "\(session.screen)")
  }

  /// A new database is left in the folder of a test until its end.
  private func finish() { program.remove() }

  private static let endings = ["q", "C-c", "TERM", "HUP", "INT", "SEGV", "ABRT"]

  private func end(_ session: Session, by ending: String) {
    if ["q", "C-c"].contains(ending) { session.press(ending) } else { session.signal(ending) }
  }

  /// All ways out at once: each of them mostly waits.
  @Test(
    "rule 8: the terminal is as it was after every way out",
    arguments: ["xterm-256color", "screen", "linux", "vt100"])
  func restored(type: String) throws {
    defer { finish() }
    let sessions = try Self.endings.map { _ in try session(type) }
    let settings = sessions.map { $0.answer("stty -g").split(separator: "\n").first { $0.contains(":") } }
    let modes = sessions.map(\.modes)
    for session in sessions { open(session) }
    for (session, ending) in zip(sessions, Self.endings) {
      expectStarted(session)
      end(session, by: ending)
    }
    for (index, session) in sessions.enumerated() {
      #expect(session.waits { _ in session.modes == modes[index] }, "\(type) \(Self.endings[index])")
      #expect(session.answer("stty -g").contains(settings[index] ?? "-"))
      #expect(session.modes == modes[index], "\(type) \(Self.endings[index])")
    }
  }

  @Test("rule 8: Ctrl-Z gives the terminal back, and fg draws again", arguments: ["xterm-256color", "vt100"])
  func suspended(type: String) throws {
    defer { finish() }
    let session = try session(type)
    let modes = session.modes
    start(session)
    for _ in 0..<2 {
      session.press("C-z")
      #expect(session.waits { $0.contains("Stopped") })
      #expect(session.modes == modes)
      session.type("fg")
      #expect(session.waits { $0.contains("BURN") && !$0.contains("Stopped") })
    }
    session.press("q")
    // A terminal without a second screen keeps the last frame above the prompt.
    #expect(session.waits { _ in session.modes == modes })
  }

  @Test(
    "reports of the focus are understood, and switched off on every way out",
    arguments: ["q", "TERM", "SEGV", "C-z"])
  func focus(ending: String) throws {
    defer { finish() }
    let session = try session("xterm-256color", width: 120, height: 36)
    let sent = program.home + "/sent"
    session.tmux("pipe-pane", "cat > \(sent)")
    start(session)
    session.press("2")
    #expect(session.waits { $0.contains("BURN") && !$0.contains("Query type") })
    for _ in 0..<3 { session.tmux("send-keys", "-H", "1b", "5b", "4f", "1b", "5b", "49") }
    session.press("j")
    usleep(300_000)
    // Read as keys of their own, they would lead back and to an earlier window.
    let screen = session.screen
    #expect(screen.contains("BURN") && !screen.contains("Query type") && !screen.contains("earlier"))
    if ending == "C-z" { session.press(ending) } else { end(session, by: ending) }
    #expect(
      session.waits { _ in
        let text = (try? String(contentsOfFile: sent, encoding: .utf8)) ?? ""
        guard let last = text.range(of: "\u{1B}[?1004", options: .backwards) else { return false }
        return text.contains("\u{1B}[?1004h") && text[last.upperBound...].hasPrefix("l")
      }, "\(ending)")
    if ending == "C-z" {
      // A stopped program outlives its terminal.
      session.type("fg")
      #expect(session.waits { $0.contains("BURN") && !$0.contains("Stopped") })
      session.press("q")
      #expect(session.waits { !$0.contains("BURN") })
    }
  }

  /// Sends the bytes of a terminal as they are, each part in a read of its own.
  private func send(_ parts: [String], to session: Session) {
    for part in parts {
      session.tmux(["send-keys", "-H"] + part.utf8.map { String($0, radix: 16) })
      usleep(30_000)
    }
  }

  @Test(
    "a press and its release, the wheel, a drag and cut sequences leave keys, sizes and signals working",
    arguments: ["q", "TERM"])
  func mouse(ending: String) throws {
    defer { finish() }
    let session = try session("xterm-256color", width: 120, height: 36)
    start(session)
    send(
      ["0;20;16M", "0;20;16m", "32;21;17M", "64;20;16M", "65;20;16M", "2;3;3M", "2;3;3m"].map {
        "\u{1B}[<" + $0
      }, to: session)
    send(
      [
        "\u{1B}[<0;2", "0;16M", "\u{1B}[", "<0;20;16m", "\u{1B}[99~", "\u{1B}[4~", "\u{1B}]11;rgb:0", "\u{7}",
      ], to: session)
    session.tmux("resize-window", "-x", "100", "-y", "30")
    #expect(
      session.waits { screen in
        let lines = screen.split(separator: "\n")
        return lines.count == 30
          && lines.contains { $0.hasPrefix("╭─") && $0.hasSuffix("╮") && $0.count == 100 }
      }, "\(session.screen)")
    end(session, by: ending)
    #expect(session.waits { !$0.contains("BURN") }, "\(session.screen)")
  }

  @Test("a pipe is followed live while keys come from the terminal")
  func pipe() throws {
    defer { finish() }
    let session = try session("xterm-256color", width: 120, height: 36)
    let log = try #require(
      try FileManager.default.contentsOfDirectory(atPath: program.home + "/logs").first {
        $0.hasSuffix(".jsonl")
      })
    session.type(
      "(cat \(program.home)/logs/\(log); sleep 4) | \(Program.path) - --db \(program.home)/pipe.db")
    #expect(session.waits { $0.contains("BURN $") && $0.contains(" ok ") }, "\(session.screen)")
    session.press("3")
    #expect(session.waits { $0.contains("╭─ Model ") && !$0.contains("╭─ Feature ") }, "\(session.screen)")
    session.press("q")
    #expect(session.waits { !$0.contains("BURN") }, "\(session.screen)")
  }

  @Test("a storm of sizes ends in a whole screen of the last one")
  func resizing() throws {
    defer { finish() }
    let session = try session("xterm-256color", width: 120, height: 36)
    start(session)
    var number: UInt64 = 1
    for _ in 0..<60 {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      session.tmux("resize-window", "-x", "\(20 + number >> 33 % 180)", "-y", "\(4 + number >> 40 % 56)")
    }
    session.tmux("resize-window", "-x", "90", "-y", "26")
    #expect(
      session.waits { screen in
        let lines = screen.split(separator: "\n").map(String.init)
        return lines.count == 26 && lines.last?.contains("quit") == true
          && lines.contains { $0.hasPrefix("╭─ Spend") && $0.hasSuffix("╮") }
      }, "\(session.screen)")
    session.press("q")
    #expect(session.waits { !$0.contains("BURN") })
  }

  @Test("a terminal that can not place text gets a message, and no escape")
  func dumb() throws {
    defer { finish() }
    let session = try session("dumb")
    session.type("\(Program.path) top --no-ingest --db \(database)")
    #expect(session.waits { $0.contains("cannot draw on this terminal") && $0.contains("--once") })
  }

  @Test("a database that goes away while it is shown is named, and what was known stays")
  func vanished() throws {
    defer { finish() }
    let session = try session("xterm-256color", width: 140)
    start(session)
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
    session.press("t")
    usleep(1_500_000)
    #expect(session.screen.contains("Feature"))
    session.press("q")
    #expect(session.waits { !$0.contains("BURN") })
  }
}

/// What the program writes, byte by byte.
@Suite struct OutputTests {
  /// Texts as an enemy would write them into a log.
  private static let pieces = [
    "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{1B}]52;c;aGk=\u{7}", "\r", "\n", "\u{8}", "\u{0}",
    "\u{202E}",
    "\u{2066}", "\u{200B}", "\u{1B}P1$r\u{1B}\\", "\u{301}\u{301}", "意", "👨‍👩‍👧", "\u{1B}[6n", "\u{E}", "\u{1B}c",
    "%n%s", "\u{FEFF}", "\u{E0041}", "a", "b", "=1+1", "|", "\"", ",",
  ]

  private func hostileLog(_ path: String, lines: Int) throws {
    var number: UInt64 = 99
    func next(_ count: Int) -> Int {
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(number >> 33) % count
    }
    func word() -> String { (0...next(5)).map { _ in Self.pieces[next(Self.pieces.count)] }.joined() }
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var text = Data()
    for line in 0..<lines {
      let record: [String: Any] = [
        "ts": 1_795_200_000 + line, "request_id": "r\(line)" + word(), "model": word(), "feature": word(),
        "user": word(), "team": word(), "session_id": word(), "prompt_tokens": 10, "completion_tokens": 5,
        "cost": 0.01,
      ]
      text.append(try JSONSerialization.data(withJSONObject: record))
      text.append(0x0A)
      if text.count > 1 << 20 || line == lines - 1 {
        try file.write(contentsOf: text)
        text.removeAll(keepingCapacity: true)
      }
    }
  }

  /// How many lines of hostile texts are tried; `SPENDTOP_HOSTILE_LINES=1000000` is the long form.
  private static func count(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["SPENDTOP_HOSTILE_LINES"].flatMap { Int($0) } ?? usual
  }

  /// Bytes that move a cursor or ring a bell, and characters that turn text round.
  private func strange(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F..<0xA0).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        || scalar.value == 0x200B || scalar.value >= 0xE0000
    }
  }

  @Test("rule 7: hostile logs leave nothing strange in any output")
  func outputs() throws {
    let program = try Program()
    defer { program.remove() }
    let log = program.home + "/hostile.jsonl"
    try hostileLog(log, lines: Self.count(4_000))
    #expect(try program.run("ingest", log).status == 0)
    let at = "2026-11-21T00:00:00Z"
    for view in ["overview", "features", "models", "requests", "latency", "savings", "sources", "alerts"] {
      let frame = try program.run(
        "top", "--once", "--no-ingest", "--at", at, "--view", view, "--size", "200x60")
      #expect(frame.status == 0 && strange(frame.output).isEmpty, "\(view)")
      #expect(frame.output.split(separator: "\n", omittingEmptySubsequences: false).count == 61)
    }
    #expect(strange(try program.run("top", "--plain", "--no-ingest", "--at", at).output).isEmpty)
    #expect(strange(try program.run("report", "--by", "feature,model").output).isEmpty)
    #expect(strange(try program.run("doctor").output).isEmpty)
  }

  @Test("rule 9: one frame as text, linear text, sizes of the environment, and the same history for a seed")
  func printed() throws {
    let program = try Program()
    defer { program.remove() }
    func frame(_ more: [String], seed: Int, _ environment: [String: String] = [:]) throws -> [String] {
      let outcome = try program.run(
        ["demo", "--seed", "\(seed)", "--at", "2026-11-20T14:32:07Z"] + more, environment: environment)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    let first = try frame(["--once"], seed: 3)
    #expect(try frame(["--once"], seed: 3) == first)
    #expect(try frame(["--once"], seed: 4) != first)
    #expect(first.count == 37 && first.dropLast().allSatisfy { $0.count <= 120 })
    let narrow = try frame(["--once"], seed: 3, ["COLUMNS": "90", "LINES": "25"])
    #expect(narrow.count == 26 && narrow.contains { $0.count == 90 })
    let plain = try frame(["--plain"], seed: 3)
    #expect(plain.contains { $0.contains("$") })
    let drawn = plain.joined().unicodeScalars.filter { (0x2500...0x28FF).contains($0.value) }
    #expect(drawn.isEmpty)
  }

  /// What ncurses sends on a terminal of xterm's kind: places, inks, erasures, modes of its own.
  private static let allowed: Set<Character> = [
    "m", "H", "G", "d", "X", "K", "J", "r", "h", "l", "t", "T", "S", "L", "M", "P", "@", "A", "B", "C", "D",
    "b",
  ]

  private func record(_ program: Program, colour: Bool, _ keys: String) throws -> String {
    let raw = program.home + "/raw"
    let script = """
      (for k in \(keys); do sleep 0.5; printf "$k"; done) | TERM=xterm-256color \(colour ? "" : "NO_COLOR=1") \
      script -qec 'stty rows 40 cols 140; \(Program.path) top --no-ingest --at 2026-11-21T00:00:00Z' \(raw) >/dev/null
      """
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", script]
    shell.environment = program.process([]).environment
    try shell.run()
    shell.waitUntilExit()
    return String(decoding: try Data(contentsOf: URL(fileURLWithPath: raw)), as: UTF8.self)
  }

  @Test(
    "rule 7: on a terminal only sequences of curses are sent, and rule 5: without colours none",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script is not installed"),
    arguments: [true, false])
  func sequences(colour: Bool) throws {
    let program = try Program()
    defer { program.remove() }
    let log = program.home + "/hostile.jsonl"
    try hostileLog(log, lines: Self.count(1_500))
    _ = try program.run("ingest", log)
    // In the long form every screenful of the list of requests is shown.
    let pages = Array(repeating: "'\\006'", count: Self.count(0) / 2_500).joined(separator: " ")
    let sent = try record(
      program, colour: colour, "1 2 j j '\\r' 5 '\\r' q 3 '\\033' 9 / a '\\r' 5 \(pages) q")
    #expect(sent.contains("BURN"))
    var scalars = sent.unicodeScalars.dropFirst(0)[...]
    while let start = scalars.firstIndex(of: "\u{1B}") {
      scalars = scalars[scalars.index(after: start)...]
      guard let kind = scalars.first else { break }
      if kind == "[" {
        let end = scalars.dropFirst().firstIndex { (0x40...0x7E).contains($0.value) }
        let last = end.map { Character(scalars[$0]) } ?? "?"
        #expect(Self.allowed.contains(last), "ESC [ … \(last)")
        if last == "m", !colour {
          let numbers = String(String.UnicodeScalarView(scalars[..<(end ?? scalars.endIndex)])).dropFirst()
            .split(separator: ";")
          #expect(numbers.allSatisfy { !$0.hasPrefix("3") && !$0.hasPrefix("4") || $0 == "39" || $0 == "49" })
        }
      } else {
        #expect("()=>78M".unicodeScalars.contains(kind), "ESC \(kind.escaped(asASCII: true))")
      }
    }
  }
}
