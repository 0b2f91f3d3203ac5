import ArgumentParser
import CSupport
import Foundation
import SpendCore

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
    let status = run()
    if status != .fine { Foundation.exit(status.rawValue) }
  }

  private static func run() -> ExitStatus {
    do {
      var command = try Spendtop.parseAsRoot()
      try command.run()
      return .fine
    } catch {
      if CommandLine.arguments.dropFirst().first == CheckCommand.configuration.commandName {
        PluginEnding.end(error)
      }
      let ending = ExitOutcome(error)
      if let output = ending.output { print(output) }
      if let complaint = ending.complaint { Reporter.write(complaint + "\n") }
      return ending.status
    }
  }
}

extension Program {
  /// Opens those of the three standard descriptors that are closed. The next opened file would get such a
  /// descriptor, and messages would be written into the database.
  private static func openStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest that is free is given, which is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }
}
