import ArgumentParser
import SpendCore
import SpendFormatting

/// Exit status and message for an error.
struct ExitOutcome {
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
    case let failure as CommandError:
      self.init(status: failure.status, complaint: Reporter.text(failure.message))
    default: self.init(unknown: error)
    }
  }

  /// Errors of the argument parser carry their own message; every other error is a system failure.
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
      let message = UserMessage("unexpected error", because: because, tryThis: "spendtop doctor")
      self.init(status: .unreadable, complaint: Reporter.text(message))
    }
  }
}
