import Glibc
public import SpendCore
public import SpendLogFormats

/// Reads a file without storing its lines, and counts the format detected for each line.
public struct LogInspector {
  /// Lines with usage by the format that read them.
  public private(set) var counts: [String: Int] = [:]
  /// Lines with usage by the wrappers around the record, the outermost first.
  public private(set) var wrapperCounts: [String: Int] = [:]
  public private(set) var lines = 0
  public private(set) var rejected = 0
  /// Rows of providers' usage and cost reports.
  public private(set) var aggregates = 0
  /// Lines of no known format.
  public private(set) var unrecognised = 0
  /// Requests whose own total decided how their counts add up, and those whose total differs from every sum
  /// of their counts.
  public private(set) var decidedByTotal = 0
  public private(set) var contradictions = 0
  /// Line and figures of the first such request.
  private var contradiction: (line: Int, figures: String)?
  /// The first lines without usage, to propose a mapping from. They are kept while the inspector lives.
  public private(set) var unknownLines: [[UInt8]] = []
  /// Lines that could not be read, by the reason.
  public private(set) var rejections: [String: Int] = [:]
  /// The reason why the file that was read last is not read as a log; nil for lines of text.
  public private(set) var notText: String?
  private let mappings: [FieldMapping]

  private static let mostUnknownLines = 100
  private static let longestUnknownLine = 1 << 16

  private let portkeyCost: CostUnit

  private let databases: (any ToolDatabaseOpener)?

  /// - Parameter databases: Opens the databases of tools; nil when these are not read.
  public init(
    mappings: [FieldMapping] = [], portkeyCost: CostUnit = .cents,
    databases: (any ToolDatabaseOpener)? = nil
  ) {
    self.mappings = mappings
    self.databases = databases
    self.portkeyCost = portkeyCost
  }

  /// Summary of records whose own totals differ from their counts.
  public var totalsInWords: String? {
    var parts: [String] = []
    if decidedByTotal > 0 { parts.append("\(decidedByTotal) were counted the way their own total shows") }
    if contradictions > 0 {
      let example = contradiction.map { " (line \($0.line): \($0.figures))" } ?? ""
      parts.append(
        "\(contradictions) state a total that fits no known way of counting and are left unpriced\(example)")
    }
    return parts.isEmpty ? nil : "totals: " + parts.joined(separator: "; ")
  }

  /// Throws `UserMessage` when the file cannot be read.
  /// `columns`: of a table without a header.
  public mutating func read(
    path: String, columns: [String] = [], report: (String) -> Void
  ) throws {
    do {
      let file = try OpenFile(path: path, followingLink: true)
      let (head, codec) = try ReadPlanner.head(of: file)
      notText = codec == .plain ? TextCheck.whyNotText(head) : nil
      let source: any ByteSource =
        try codec.source(over: PlainSource(file, from: 0, isFinal: true))
        ?? DatabaseSource(databases, path: path, from: 0, position: [])
      let modified = try file.status().st_mtim.tv_sec
      try read(
        source, path, columns, fileTime: Instant(microseconds: Int64(modified) &* 1_000_000), report: report)
    } catch let error as ReadError {
      throw UserMessage("cannot read \"\(path)\"", because: error.message)
    }
  }

  private mutating func read(
    _ source: any ByteSource, _ path: String, _ columns: [String], fileTime: Instant,
    report: (String) -> Void
  ) throws {
    let workspace = DecoderWorkspace()
    workspace.portkeyCost = portkeyCost
    let decoder = LogDecoder(mappings: mappings, columns: columns, workspace: workspace)
    decoder.path = path
    decoder.fileTime = fileTime
    var splitter = LineSplitter()
    splitter.begin(offset: 0, tail: [])
    // Lines that were joined with the first of the record that is read.
    var joined = 0
    while true {
      let bytes: UnsafeRawBufferPointer
      var mayContinue = true
      switch try splitter.next(from: source) {
      case .line(let line): bytes = line
      case .unfinished(let line):
        bytes = line
        mayContinue = false
      case .tooLong:
        reject("the line is longer than 16 MiB", report)
        lines += joined
        joined = 0
        splitter.advance()
        continue
      case .withinTooLong: continue
      case .unfinishedTooLong, .end: return
      }
      if var raw = RawLine(raw: bytes, offset: splitter.offset, number: Int64(lines + 1)) {
        raw.isElement = splitter.isElement
        raw.mayContinue = mayContinue
        do throws(LineRejection) {
          var said: [String] = []
          let result = try decoder.decode(raw) { draft in
            counts["\(draft.format)", default: 0] += 1
            if draft.totals.check == .decided { decidedByTotal += 1 }
            if let figures = Self.contradiction(of: draft) {
              contradictions += 1
              if contradiction == nil { contradiction = (lines + 1, figures) }
            }
            said.append(Self.describe(draft))
          }
          if result == .continues {
            splitter.extend()
            joined += 1
            continue
          }
          if case .broken(let length, let reason) = result {
            let damaged = raw.bytes[..<length]
            if damaged.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "[") }) {
              lines += 1
              report("\(lines): no usage")
            } else {
              let document = mayContinue ? "" : "; it is not finished"
              reject(reason.message + document, report)
              lines += damaged.count { $0 == 0x0A }
            }
            joined = 0
            let isCR = length < raw.bytes.count && raw.bytes[length] == 0x0D
            splitter.advance(over: raw.offset - splitter.offset + Int64(length) + (isCR ? 2 : 1))
            continue
          }
          lines += 1
          for reading in decoder.readings {
            counts[reading.format, default: 0] += 1
            said.append(Self.describe(reading))
          }
          for row in decoder.aggregates {
            counts[row.endpoint, default: 0] += 1
            aggregates += 1
            said.append(Self.describe(row))
          }
          let wrappers = decoder.wrapperNames
          if !said.isEmpty, !wrappers.isEmpty {
            said[0] = wrappers.map { "\($0) > " }.joined() + said[0]
            wrapperCounts[wrappers.joined(separator: " > "), default: 0] += 1
          }
          if said.isEmpty { keep(raw.bytes) }
          let none = result == .unrecognised ? "no known format" : "no usage"
          if result == .unrecognised { unrecognised += 1 }
          report("\(lines): " + (said.isEmpty ? none : said.joined(separator: "; ")))
        } catch {
          reject(error.message, report)
        }
      } else {
        lines += 1
      }
      lines += joined
      joined = 0
      splitter.advance()
    }
  }

  private mutating func reject(_ reason: String, _ report: (String) -> Void) {
    lines += 1
    rejected += 1
    rejections[reason, default: 0] += 1
    report("\(lines): cannot be read: \(reason)")
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
    guard unknownLines.count < Self.mostUnknownLines, bytes.count <= Self.longestUnknownLine else { return }
    unknownLines.append(Array(bytes))
  }

  /// A record's own total and the sum of its counts, in words, where no known way of counting makes them one.
  private static func contradiction(of draft: borrowing EventDraft) -> String? {
    guard draft.totals.check == .contradicts else { return nil }
    return "\(draft.totals.field) is \(draft.totals.stated), the counts add up to \(draft.tokens.total)"
  }

  /// The same for the line at an offset of a file; nil where it can no longer be read, or needs the
  /// lines before it.
  public func contradiction(path: String, offset: Int64) -> String? {
    guard let file = try? OpenFile(path: path, followingLink: true) else { return nil }
    var splitter = LineSplitter()
    splitter.begin(offset: offset, tail: [])
    let source = PlainSource(file, from: offset, isFinal: true)
    let bytes: UnsafeRawBufferPointer
    switch try? splitter.next(from: source) {
    case .line(let line), .unfinished(let line): bytes = line
    default: return nil
    }
    guard let line = RawLine(raw: bytes, offset: offset, number: 1) else { return nil }
    let workspace = DecoderWorkspace()
    workspace.portkeyCost = portkeyCost
    var figures: String?
    _ = try? LogDecoder(mappings: mappings, workspace: workspace)
      .decode(line) { draft in
        figures = figures ?? Self.contradiction(of: draft)
      }
    return figures
  }

  private static func describe(_ reading: HardwareReading) -> String {
    let busy = reading.busyPercent.map { " busy=\($0)%" } ?? ""
    let power = reading.milliwatts.map { " watts=\(FixedPoint.shortestString($0, places: 3))" } ?? ""
    return "\(reading.format) gpu=\(reading.gpu)\(busy)\(power)"
  }

  private static func describe(_ row: ProviderAggregate) -> String {
    func field(_ name: String, _ value: Int64?) -> String { value.map { " \(name)=\($0)" } ?? "" }
    let said =
      field("requests", row.requests) + field("input", row.input) + field("cache_read", row.cacheRead)
      + field("cache_write", row.cacheWrite) + field("output", row.output)
    let cost = row.cost.map { " cost=\($0.decimalString)" } ?? ""
    return "\(row.endpoint) model=\(row.model)\(said)\(cost), for reconcile"
  }

  private static func describe(_ draft: borrowing EventDraft) -> String {
    var fields = ["\(draft.format)"]
    func add(_ name: String, _ text: String) {
      if !text.isEmpty { fields.append("\(name)=\(text)") }
    }
    func add(_ name: String, _ count: Int32?) {
      if let count { fields.append("\(name)=\(count)") }
    }
    add("time", draft.time?.rfc3339 ?? "")
    add("provider", Redaction.shown(draft.provider.string))
    add("model", Redaction.shown(draft.model.string))
    add("feature", Redaction.shown(draft.feature.string))
    add("query_type", Redaction.shown(draft.queryType.string))
    add("request_id", draft.requestID.string)
    add("input", draft.tokens.input)
    add("cache_read", draft.tokens.cacheRead)
    add("cache_write_5m", draft.tokens.cacheWrite5m)
    add("cache_write_1h", draft.tokens.cacheWrite1h)
    add("output", draft.tokens.output)
    add("reasoning", draft.tokens.reasoning)
    if draft.totals.check == .decided { add("total", "shows-another-way-of-counting") }
    if let figures = contradiction(of: draft) { fields.append("(\(figures))") }
    add("cost_usd", draft.loggedCost?.decimalString ?? "")
    add("latency_ms", draft.latencyMilliseconds)
    add("ttft_ms", draft.firstTokenMilliseconds)
    add("tier", Redaction.shown(draft.tier.string))
    add("user", Redaction.shown(draft.user.string, as: .user))
    add("team", Redaction.shown(draft.team.string))
    add("key", Redaction.shown(draft.key.string))
    add("session", Redaction.shown(draft.session.string, as: .session))
    add("project", Redaction.shown(draft.project.string))
    add("environment", Redaction.shown(draft.environment.string))
    add("host", Redaction.shown(draft.host.string))
    add("tags", Redaction.shown(draft.tags.string))
    add("status", draft.outcome == .error ? "error" : "")
    add("error", draft.errorClass?.rawValue ?? "")
    return fields.joined(separator: " ")
  }
}
