import ArgumentParser
import Foundation
import SpendAnalytics
import SpendCore
import SpendDelivery
import SpendFormatting
import SpendLogFormats
import SpendIngest
import SpendPricing
import SpendReports
import SpendSettings
import SpendStore

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Diagnose logs, database, prices and configuration.",
    discussion: "  spendtop doctor /var/log/llm")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Logs to inspect.")
  var paths: [String] = []

  func run() throws {
    let context = try global.resolved()
    print("database   \(Shown.text(context.databasePath))")
    print("zone       \(context.zone.name)")
    let defect =
      SQLiteStore.hasWALResetDefect ? "; has the WAL-reset defect, so one process writes at a time" : ""
    print("sqlite     \(SQLiteStore.libraryVersion)\(defect)")
    print("terminal   \(ProcessInfo.processInfo.environment["TERM"] ?? "none")")
    for damage in try context.catalog.damages { print("prices     damaged: \(Shown.text(damage))") }
    let age = PriceBookAge(try context.listedPrices, now: context.now)
    print("prices     \(age.words)\(age.isOld ? "; try: spendtop prices update --dry-run" : "")")
    lookIntoAlerts(context)
    if FileManager.default.fileExists(atPath: context.databasePath) {
      try look(into: try context.store(), context)
    } else {
      print("events     none: there is no database yet; try: spendtop ingest PATH")
    }
    for (path, reason) in LogFiles.notText(in: context.sources([], format: nil), limit: 20) {
      print("source     \(Shown.text(path)) is not read: \(reason)")
    }
    for line in LocalTools.here.lines { print("tool     \(line)") }
    for tool in LocalTools.here.unread {
      for path in tool.paths { print("tool       \(tool.name)  \(Shown.text(path)): not read") }
    }
    for path in paths { look(into: path, context) }
  }

  /// The database of alerts is another file, which may be damaged for itself.
  private func lookIntoAlerts(_ context: Context) {
    let path = context.companions.state
    do {
      for damage in try SQLiteAlertLedger.damages(path: path) {
        say(StoreError.sqlite(code: 11, message: damage))
      }
    } catch let error as StoreError {
      say(error)
    } catch {
      say(.cannotOpen(path: path, reason: "\(error)"))
    }
    func say(_ error: StoreError) {
      let because = error.message(path: path).because ?? "not usable"
      let advice = AlertStateStore.advice(error, path: path).map { "; try: \($0)" } ?? ""
      print("alerts     \(Shown.text(path)): \(Shown.text(because))\(advice)")
    }
  }

  private func look(into store: any ReportSource, _ context: Context) throws {
    for damage in try context.reading({ try store.damages() }) {
      print("damaged    \(Shown.text(damage)); try: spendtop rebuild")
    }
    let health = try context.reading { try store.health() }
    let expired = try context.reading { try store.eventsFrom() }.map { "; single events since \($0.rfc3339)" }
    print(
      "events     \(health.events), \(CountText.grouped(Int64(health.sources), "source"))\(expired ?? "")")
    if let use = try context.reading({ try HardwareUse(in: .allTime, store, zone: context.zone) }) {
      print("gpus       \(use.words)")
    }
    let rejects = try context.reading { try store.rejectedLines(limit: 20) }
    if health.rejectedLines > 0 {
      print("rejected   \(health.rejectedLines) lines could not be read; the first of them:")
      for reject in rejects {
        print("           \(Shown.text(reject.path)) byte \(reject.offset): \(Shown.text(reject.reason))")
      }
    }
    try unreadSources(store, context)
    for line in try UnpricedNames(store, context).lines { print(line) }
    let drift = try context.reading {
      try PriceDrift(store, try context.catalog, zone: context.zone, now: context.now)
    }
    if let words = drift.words { print("reprice    \(words)") }
    try unattributed(store, context)
  }

  private static let shownSources = 20

  /// Prints the logs with lines of no known format, and those that could not be read to their ends.
  private func unreadSources(_ store: any ReportSource, _ context: Context) throws {
    var lines: Int64 = 0
    var unrecognised: [SourceReport] = []
    var failed: [SourceReport] = []
    func note(_ source: SourceReport) {
      if source.error != nil { failed.append(source) }
      guard source.unrecognised > 0 else { return }
      lines += source.unrecognised
      unrecognised.append(source)
      if unrecognised.count > 100 * Self.shownSources { keepFirst() }
    }
    func keepFirst() {
      unrecognised.sort { ($1.unrecognised, $0.path) < ($0.unrecognised, $1.path) }
      unrecognised.removeLast(max(0, unrecognised.count - Self.shownSources))
    }
    try context.reading {
      try store.forEachSource(note)
      try store.removedSources().forEach(note)
    }
    if lines > 0 {
      keepFirst()
      print("unknown    \(lines) lines are of no known format; try: spendtop formats detect -v FILE")
      for source in unrecognised {
        print("           \(Shown.text(source.path)): \(source.unrecognised) of \(source.lines) lines")
      }
    }
    for source in failed.sorted(by: { $0.path < $1.path }) {
      print("source     \(Shown.text(source.path)): \(Shown.text(source.error ?? ""))")
    }
  }

  private func unattributed(_ store: any ReportSource, _ context: Context) throws {
    let rows = try context.reading { try store.rows(for: SpendQuery(window: .allTime, groups: [.feature])) }
    let all = rows.reduce(Int64(0)) { $0 + $1.sums.requests }
    guard let none = rows.first(where: { $0.keys[0].isEmpty })?.sums.requests, none > 0 else { return }
    print(
      "feature    \(none) of \(CountText.grouped(all, "request")) \(none == 1 ? "has" : "have") no feature. Set one in the configuration:"
    )
    print(
      """
                 [[source]]
                 path = "/var/log/llm/**/*.jsonl*"
                 set.feature = "{path.1}"              # from the path, or "{metadata.feature}" from the record

                 [[rule]]
                 when = { model = "gpt-4o*" }
                 set = { feature = "search" }
      """)
  }

  private func look(into path: String, _ context: Context) {
    var inspector = context.logInspector
    let files = LogFiles.matching(path)
    if files.isEmpty { print("path       \(Shown.text(path)): no file is there") }
    for file in files {
      do {
        try inspector.read(path: file, columns: context.settings.columns(of: file)) { _ in }
        if let reason = inspector.notText { print("path       \(Shown.text(file)) is not read: \(reason)") }
      } catch {
        print("path       \(Shown.text("\(error)"))")
      }
    }
    guard !files.isEmpty else { return }
    let formats = inspector.counts.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
    print(
      "path       \(Shown.text(path)): \(files.count) files, \(inspector.lines) lines, usage: "
        + (formats.isEmpty ? "none" : formats.joined(separator: ", "))
        + ", no known format \(inspector.unrecognised), rejected \(inspector.rejected)")
    if let words = inspector.totalsInWords { print("           \(words)") }
    for (reason, count) in inspector.rejections.sorted(by: { $0.key < $1.key }) {
      print("           cannot be read: \(count) lines, \(reason)")
    }
    guard formats.isEmpty else { return }
    let known = Set(context.settings.mappings.map(\.name))
    let name = ["mine", "mine2", "mine3"].first { !known.contains($0) } ?? "mine4"
    guard let proposal = MappingProposal(lines: inspector.unknownLines, name: name) else {
      print("           no field looks like tokens or a cost; try: spendtop formats detect -v FILE")
      return
    }
    print("           its fields look like usage. Check this, and put it into the configuration:\n")
    print(Shown.text(proposal.toml) + "\n")
  }
}
