import ArgumentParser
import Foundation
import SpendCore
import SpendReports

struct ExportPrometheus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prometheus",
    abstract: "Write metrics for the textfile collector of node_exporter.",
    discussion: "  spendtop export prometheus --output /var/lib/node_exporter/spendtop.prom")

  @OptionGroup var global: GlobalOptions
  @Option(
    parsing: .unconditional,
    help: "A .prom file, replaced atomically (default: standard output).")
  var output: String?

  func run() throws {
    let context = try global.resolved()
    let store = try context.store()
    let text = try context.reading { try MetricsPage(context.metrics, store: store).text(at: context.now) }
    guard let output else {
      let lines = LineOutput()
      lines.write(String(text.dropLast()))
      return lines.flush()
    }
    guard output.hasSuffix(".prom") else {
      throw UserMessage(
        "cannot write metrics to \"\(output)\"", because: "node_exporter reads only files that end in .prom",
        tryThis: "--output \(output).prom")
    }
    do {
      try AtomicFile.write(Array(text.utf8), to: output, mode: 0o644)
    } catch let error as CocoaError {
      throw CommandError(
        message: UserMessage("cannot write \"\(output)\"", because: error.localizedDescription),
        status: .unreadable)
    }
  }
}
