import ArgumentParser
import CMalloc
import Foundation
import SpendCore
import SpendDashboard
import SpendScreen
import Synchronization

/// htop for the spend on language models.
struct Spendtop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spendtop",
    abstract: "See what language models cost: live, exact, from the logs you have.",
    discussion: """
      spendtop demo                      a made-up company, at once
      spendtop /var/log/llm              the dashboard on your logs
      spendtop report --since 7d         the same figures as text
      """,
    version: "0.1.0",
    subcommands: [
      TopCommand.self, IngestCommand.self, ReportCommand.self, ExportCommand.self, PricesCommand.self,
      FormatsCommand.self, BudgetCommand.self, AlertsCommand.self, CheckCommand.self, DoctorCommand.self,
      VerifyCommand.self, ReconcileCommand.self, RebuildCommand.self, BackupCommand.self, PurgeCommand.self,
      DemoCommand.self,
    ],
    defaultSubcommand: TopCommand.self)
}

@main
enum Program {
  static func main() {
    openStandardDescriptors()
    signal(SIGPIPE, SIG_IGN)
    // Whoever started this program may have kept signals back; here they end it, in good order.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, nil)
    spendtop_keep_heap_small()
    do {
      var command = try Spendtop.parseAsRoot()
      try command.run()
    } catch {
      if CommandLine.arguments.dropFirst().first == CheckCommand.configuration.commandName {
        PluginEnding.end(error)
      }
      let ending = Ending(error)
      if let output = ending.output { print(output) }
      if let complaint = ending.complaint { Reporter.write(complaint + "\n") }
      Foundation.exit(ending.status.rawValue)
    }
  }
}

extension Program {
  /// A descriptor of the three that is not open would be given to the next file that is opened, and what is
  /// said would be written into the database.
  private static func openStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest that is free is given, which is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }
}

/// What the program's end means to scripts.
enum ExitStatus: Int32, Error {
  case fine = 0
  /// `verify` found a difference.
  case difference = 1
  case usage = 2
  /// Something could not be read or written.
  case unreadable = 3
  /// Another collector holds the database.
  case busy = 75
  /// Stopped by a signal before its end.
  case hungUp = 129, interrupted = 130, terminated = 143
}

/// An error with what a person reads about it.
struct Failure: Error {
  var message: UserMessage
  var status: ExitStatus
}

/// How the program ends because of an error, and what it says about it.
struct Ending {
  var status: ExitStatus
  /// For standard output: help and version are errors of the parser, too.
  var output: String?
  /// For standard error.
  var complaint: String?

  private init(status: ExitStatus, output: String? = nil, complaint: String? = nil) {
    self.status = status
    self.output = output
    self.complaint = complaint
  }

  init(_ error: any Error) {
    switch error {
    case let status as ExitStatus: self.init(status: status)
    case let message as UserMessage: self.init(status: .usage, complaint: Reporter.text(message))
    case let failure as Failure: self.init(status: failure.status, complaint: Reporter.text(failure.message))
    default: self.init(unknown: error)
    }
  }

  /// What the parser of arguments throws has its own words; anything else is a failure of the system.
  private init(unknown error: any Error) {
    let code = Spendtop.exitCode(for: error)
    let text = Shown.text(Spendtop.fullMessage(for: error))
    if code == .success {
      self.init(status: .fine, output: text)
    } else if code == .validationFailure {
      let label = "Error: "
      let text = text.hasPrefix(label) ? "spendtop: " + text.dropFirst(label.count) : text
      self.init(status: .usage, complaint: text)
    } else {
      let because = Spendtop.message(for: error)
      let message = UserMessage("cannot go on", because: because, tryThis: "spendtop doctor")
      self.init(status: .unreadable, complaint: Reporter.text(message))
    }
  }
}

/// Says what went wrong, on standard error.
enum Reporter {
  static func text(_ message: UserMessage) -> String {
    "spendtop: \(Shown.text(message.description))"
  }

  /// How the journal of systemd ranks a line.
  enum Priority: Int { case error = 3, warning = 4, info = 6 }

  /// Says a line; the journal is told how much it matters.
  static func say(_ text: String, _ priority: Priority = .info) {
    let mark = isJournal ? "<\(priority.rawValue)>" : ""
    write(mark + Shown.text(text) + "\n")
  }

  private static let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

  /// What was said while a screen is open; nil while none is.
  private static let screen = Mutex<[Announcement]?>(nil)

  /// From now on nothing is written over the screen: what is said waits for its loop.
  static func openScreen() { screen.withLock { $0 = [] } }

  /// What was said since it was last asked.
  static func announcements() -> [Announcement] {
    screen.withLock { waiting in
      defer { if waiting != nil { waiting = [] } }
      return waiting ?? []
    }
  }

  /// The terminal is given back: what nobody has seen yet is written now.
  static func closeScreen() {
    let unseen = screen.withLock { waiting in
      defer { waiting = nil }
      return waiting ?? []
    }
    for case .line(let line) in unseen { write(line + "\n") }
  }

  static func write(_ text: String) {
    let isShown = screen.withLock { waiting in
      guard waiting != nil else { return false }
      let line = text.split(separator: "\n").joined(separator: " ")
      if waiting?.last != .line(line), waiting?.count ?? 0 < 16 { waiting?.append(.line(line)) }
      return true
    }
    if !isShown { writeOut(text) }
  }

  /// What standard error does not take is lost: there is nobody left to tell.
  private static func writeOut(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Calls the person. False when there is no terminal to do it on.
  static func ring(_ ring: Ring) -> Bool {
    let isShown = screen.withLock { waiting in
      guard waiting != nil else { return false }
      if waiting?.count ?? 0 < 16 { waiting?.append(.ring(ring)) }
      return true
    }
    guard !isShown else { return true }
    guard isatty(STDERR_FILENO) == 1 else { return false }
    switch ring {
    case .bell: write("\u{7}")
    case .sequence(let sequence): write(sequence)
    }
    return true
  }
}
