import Foundation
import SpendCore
import SpendDelivery
import SpendIngest
import SpendReports
import SpendStore

/// The collector of a server: follows the logs, notifies systemd, answers Prometheus, and reloads its
/// configuration or ends on request.
final class FollowService {
  private let options: GlobalOptions
  private let paths: [String]
  private let format: String?
  private let metrics: String?
  private let notifier = ServiceNotifier()
  /// Rejected lines are kept for the report of the command.
  var onReject: ((String, RejectedLine) -> Void)?

  init(options: GlobalOptions, paths: [String], format: String?, metrics: String?) {
    self.options = options
    self.paths = paths
    self.format = format
    self.metrics = metrics
  }

  /// The sources followed under one configuration, until a signal arrives.
  private struct ConfiguredRun {
    var context: Context
    var collector: IngestSession
    var sources: [LogSource]
  }

  /// Runs until SIGINT or SIGTERM; returns the counts of all that was read, and how many paths failed.
  func run(from context: Context, _ collector: IngestSession, _ sources: [LogSource]) throws -> Int {
    var shift = ConfiguredRun(context: context, collector: collector, sources: sources)
    let watch = SignalQueue(reloads: notifier.isService || isatty(STDERR_FILENO) == 0)
    defer { watch.cancel() }
    let page = MetricsContext(context)
    let server = try metrics.map { address in
      try MetricsServer(address: address) { try page.text() }
    }
    if let server, !server.isLoopback {
      Reporter.say(
        "spendtop: the metrics can be read from other machines, without a password; to keep them here: "
          + "--metrics 127.0.0.1:\(server.port)", .warning)
    }
    server?.start()
    defer { server?.stop() }
    notifier.ready(status(shift))
    while true {
      let stop = StopSignal()
      watch.attend(stop)
      let alerts = AlertWorker(shift.context, meter: shift.collector.engine.meter)
      alerts.start()
      defer { alerts.stop() }
      let prices = PriceUpdater(shift.context) { [weak watch] in watch?.askForReload() }
      prices.start()
      defer { prices.stop() }
      shift.collector.onProgress = { [notifier] in notifier.alive() }
      CoreDumps.disable()
      // A quiet collector must get round within half the time that systemd waits for a sign of it.
      if let patience = notifier.watchdogSeconds {
        let engine = shift.collector.engine
        engine.pollMilliseconds = min(engine.pollMilliseconds, Int32(clamping: Int(patience * 450)))
      }
      try shift.context.reading { try shift.collector.engine.follow(stop: stop) }
      guard watch.takeReload() else { break }
      notifier.reloading()
      shift = reloaded(shift)
      page.replace(shift.context)
      notifier.ready(status(shift))
    }
    notifier.stopping()
    return shift.collector.engine.failures
  }

  /// The next shift with the configuration as it is now; with a broken one, the old goes on.
  private func reloaded(_ old: ConfiguredRun) -> ConfiguredRun {
    do {
      let context = try options.resolved()
      guard context.databasePath == old.context.databasePath else {
        throw UserMessage("changing the database needs a restart", tryThis: "systemctl restart spendtop")
      }
      let sources = context.sources(paths, format: format)
      guard !sources.isEmpty else { throw UserMessage("the configuration no longer has a [[source]]") }
      try FormatChoice.check(format, context.settings)
      let collector = try old.collector.renewed(context, sources: sources)
      collector.engine.onReject = onReject
      collector.engine.onNotice = old.collector.engine.onNotice
      Reporter.say("spendtop: the configuration was read again")
      return ConfiguredRun(context: context, collector: collector, sources: sources)
    } catch {
      Reporter.say(ExitOutcome(error).complaint ?? "spendtop: the configuration cannot be read", .warning)
      return old
    }
  }

  private func status(_ shift: ConfiguredRun) -> String {
    "following \(shift.sources.count) source\(shift.sources.count == 1 ? "" : "s")"
  }
}
