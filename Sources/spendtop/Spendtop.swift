import ArgumentParser
import CMalloc
import Foundation
import SpendCore

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
      FormatsCommand.self, DoctorCommand.self, VerifyCommand.self, DemoCommand.self,
    ],
    defaultSubcommand: TopCommand.self)
}

@main
enum Program {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    spendtop_keep_heap_small()
    do {
      var command = try Spendtop.parseAsRoot(Arguments.prepared(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let code as ExitStatus {
      Foundation.exit(code.rawValue)
    } catch let message as UserMessage {
      Reporter.complain(message)
      Foundation.exit(ExitStatus.usage.rawValue)
    } catch let failure as Failure {
      Reporter.complain(failure.message)
      Foundation.exit(failure.status.rawValue)
    } catch {
      let code = Spendtop.exitCode(for: error)
      let text = Spendtop.fullMessage(for: error)
      if code == .success {
        print(text)
        Foundation.exit(0)
      }
      FileHandle.standardError.write(Data((text + "\n").utf8))
      Foundation.exit(ExitStatus.usage.rawValue)
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
}

/// An error with what a person reads about it.
struct Failure: Error {
  var message: UserMessage
  var status: ExitStatus
}

/// Says what went wrong, on standard error.
enum Reporter {
  static func complain(_ message: UserMessage) {
    write("spendtop: \(Shown.text(message.description))\n")
  }

  static func say(_ text: String) {
    write(Shown.text(text) + "\n")
  }

  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// Lets the values of options begin with a dash: `--since -7d`.
enum Arguments {
  static let valued: Set<String> = ["--since", "--until", "--at", "--filter", "--window"]

  static func prepared(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      if valued.contains(argument), index + 1 < arguments.count, arguments[index + 1].hasPrefix("-") {
        result.append("\(argument)=\(arguments[index + 1])")
        index += 2
      } else {
        result.append(argument)
        index += 1
      }
    }
    return result
  }
}
