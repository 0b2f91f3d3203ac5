import ArgumentParser
import Foundation
import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendSettings

/// Ends a check with one of the four plugin statuses on every path, usage errors included.
enum PluginEnding {
  static func end(_ result: PluginResult, verbose: Int = 0, _ context: Context? = nil) -> Never {
    var lines = result.lines
    if verbose >= 2, let context {
      lines.append(
        "database \(context.databasePath), configuration \(context.configurationPath), zone \(context.zone.name)"
      )
    }
    let output = LineOutput()
    for line in lines { output.write(PluginEnding.plain(line)) }
    output.flush()
    exit(result.status.rawValue)
  }

  /// Paths in the lines of `-v` come from outside, too.
  private static func plain(_ text: String) -> String { Shown.text(text) }

  /// Maps an error to UNKNOWN; help and version count as UNKNOWN too.
  static func end(_ error: any Error) -> Never {
    if CommandLine.arguments.contains("-V") {
      print("spendtop \(Spendtop.configuration.version)")
      exit(PluginResult.Status.unknown.rawValue)
    }
    let ending = ExitOutcome(error)
    if let output = ending.output {
      print(output)
      exit(PluginResult.Status.unknown.rawValue)
    }
    var text = ending.complaint ?? "status \(ending.status)"
    if text.hasPrefix("spendtop: ") { text = String(text.dropFirst(10)) }
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let service = CommandLine.arguments.dropFirst(2).first { !$0.hasPrefix("-") }?.uppercased() ?? "CHECK"
    end(
      PluginResult(
        .unknown, service: String(service.prefix(20).filter { $0.isLetter && $0.isASCII }),
        text: lines.prefix(2).joined(separator: ", "), details: Array(lines.dropFirst(2))))
  }

  /// Ends the program with UNKNOWN when time is up, and when it would crash.
  static func arm(seconds: UInt32) {
    signal(SIGALRM) { _ in
      PluginEnding.quit("SPENDTOP UNKNOWN - the time given with -t is up\n")
    }
    alarm(seconds)
    for crash in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      signal(crash) { _ in
        PluginEnding.quit("SPENDTOP UNKNOWN - the check itself broke, please report this\n")
      }
    }
  }

  /// Safe in a signal handler: does not allocate.
  private static func quit(_ line: StaticString) {
    _ = write(STDOUT_FILENO, line.utf8Start, line.utf8CodeUnitCount)
    _exit(PluginResult.Status.unknown.rawValue)
  }
}
