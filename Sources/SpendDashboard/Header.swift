import SpendAggregate
import SpendCore
import SpendScreen
import SpendText

/// The lines at the top: how much, how fast, is it normal, can I trust it.
enum Header {
  static func rows(width: Int, height: Int) -> Int {
    height < 16 ? 2 : width >= 100 ? 3 : 4
  }

  /// A piece of a line; later ones are left out first.
  private struct Piece {
    var label: String
    var value: String
    var ink: Ink

    init(_ label: String, _ value: String, _ ink: Ink = .plain) {
      self.label = label
      self.value = value
      self.ink = ink
    }
  }

  static func draw(
    _ snapshot: DashboardSnapshot?, _ state: DashboardState, _ progress: IngestProgress,
    _ options: DashboardOptions,
    now: Instant, on grid: inout CellGrid, in region: Region
  ) {
    title(snapshot, state, progress, options, now: now, on: &grid, in: region)
    guard let snapshot else { return }
    let glyphs = options.glyphs
    let money = moneyPieces(snapshot, glyphs)
    let trust = trustPieces(snapshot, glyphs)
    switch region.height {
    case 2: line(money, y: region.y + 1, on: &grid, in: region)
    case 3:
      line(money, y: region.y + 1, on: &grid, in: region)
      line(trust, y: region.y + 2, on: &grid, in: region)
    default:
      line(money, y: region.y + 1, on: &grid, in: region)
      let half = (trust.count + 1) / 2
      line(Array(trust[..<half]), y: region.y + 2, on: &grid, in: region)
      line(Array(trust[half...]), y: region.y + 3, on: &grid, in: region)
    }
  }

  private static func title(
    _ snapshot: DashboardSnapshot?, _ state: DashboardState, _ progress: IngestProgress,
    _ options: DashboardOptions,
    now: Instant, on grid: inout CellGrid, in region: Region
  ) {
    var x = region.x + 1
    x += grid.put("spendtop", x: x, y: region.y, ink: Ink(.accent, bold: true), in: region) + 1
    if options.isDemo {
      x += grid.put(" DEMO ", x: x, y: region.y, ink: Ink(.demo, bold: true, reversed: true), in: region) + 1
    }
    let clock = ClockText.time(now, options.zone)
    let (status, ink) = status(snapshot, state, progress, now: now, options.glyphs)
    let right = SafeText("\(status)  \(clock.string)")
    let start = region.right - right.width - 1
    grid.put(right, x: start, y: region.y, ink: ink, in: region)
    grid.put(clock, x: region.right - clock.width - 1, y: region.y, ink: Ink(.muted), in: region)

    let crumbs = SafeText(breadcrumb(state))
    let span = SafeText(state.request.span.rawValue)
    let spanStart = start - span.width - 3
    let room = Region(x: x, y: region.y, width: max(0, spanStart - x - 1), height: 1)
    grid.put(
      crumbs.cut(to: room.width), x: x, y: region.y,
      ink: Ink(state.request.filters.isEmpty ? .muted : .warning), in: room)
    if spanStart > x { grid.put(span, x: spanStart, y: region.y, ink: Ink(.title, bold: true), in: region) }
  }

  private static func breadcrumb(_ state: DashboardState) -> String {
    guard !state.request.filters.isEmpty else { return "all traffic" }
    return state.request.filters.map { filter in
      switch filter.test {
      case .equals(let value): "\(filter.dimension.rawValue)=\(Panels.name(value))"
      case .differs(let value): "\(filter.dimension.rawValue)!=\(Panels.name(value))"
      case .matches(let pattern): "\(filter.dimension.rawValue)~\(pattern)"
      }
    }.joined(separator: " ")
  }

  /// Whether the numbers are fresh.
  private static func status(
    _ snapshot: DashboardSnapshot?, _ state: DashboardState, _ progress: IngestProgress, now: Instant,
    _ glyphs: GlyphSet
  ) -> (String, Ink) {
    if state.isPaused { return ("paused", Ink(.warning, bold: true)) }
    switch progress.phase {
    case .reading:
      let done = progress.bytes > 0 ? progress.bytesDone * 100 / max(1, progress.bytes) : 0
      let left = progress.secondsLeft.map { ", \($0) s left" } ?? ""
      return ("reading \(min(100, done))%\(left)", Ink(.accent))
    case .stalled: return ("\(glyphs.dot) the database cannot be written", Ink(.alarm, bold: true))
    case .live: return ("\(glyphs.dot) live", Ink(.good))
    case .off:
      guard let last = snapshot?.health.lastIngest else { return ("no data", Ink(.warning)) }
      let age = max(0, now.seconds - last.seconds)
      return ("read \(self.age(age)) ago", Ink(age > 600 ? .alarm : .muted))
    }
  }

  private static func age(_ seconds: Int64) -> String {
    seconds < 120
      ? "\(seconds) s"
      : seconds < 7_200
        ? "\(seconds / 60) min" : seconds < 172_800 ? "\(seconds / 3_600) h" : "\(seconds / 86_400) d"
  }

  private static func moneyPieces(_ snapshot: DashboardSnapshot, _ glyphs: GlyphSet) -> [Piece] {
    var pieces = [Piece("TODAY", cost(snapshot.today, glyphs), Ink(.money, bold: true))]
    if let percent = Delta.percent(snapshot.today.cost, before: snapshot.yesterday) {
      let mark = percent >= 0 ? glyphs.up : glyphs.down
      pieces.append(
        Piece("", "\(mark)\(min(999, percent.magnitude)) %", Ink(percent >= 50 ? .warning : .muted)))
    }
    pieces.append(Piece(" BURN", MoneyText.short(snapshot.burn.perHour) + "/h", Ink(.money, bold: true)))
    if let tenths = snapshot.burn.timesUsualTenths {
      let ink = Ink(tenths >= 30 ? .alarm : tenths >= 15 ? .warning : .muted)
      pieces.append(Piece("", "\(tenths / 10).\(tenths % 10)\(glyphs.times) usual", ink))
    }
    pieces.append(Piece(" MONTH", cost(snapshot.month, glyphs), Ink(.money, bold: true)))
    if let forecast = snapshot.forecast {
      pieces.append(Piece("", "\(glyphs.arrow) \(MoneyText.short(forecast))", Ink(.muted)))
    }
    return pieces
  }

  private static func trustPieces(_ snapshot: DashboardSnapshot, _ glyphs: GlyphSet) -> [Piece] {
    let total = snapshot.total
    var pieces = [Piece("", "\(MoneyText.count(total.requests)) requests")]
    let permille = Share.permille(total.errors, of: total.requests)
    var errors = "\(permille / 10).\(permille % 10) % errors"
    if total.errorCost > .zero { errors += " (\(MoneyText.short(total.errorCost)))" }
    pieces.append(Piece("", errors, Ink(permille >= 50 ? .alarm : permille >= 10 ? .warning : .muted)))
    let first = total.firstToken.quantile(0.95).map { MoneyText.duration(milliseconds: Int64($0.rounded())) }
    pieces.append(Piece("TTFT p95", first ?? glyphs.dash))
    pieces.append(
      Piece(
        "", "\(MoneyText.count(total.promptTokens)) tok in · \(MoneyText.count(total.output)) out",
        Ink(.muted)))
    let cached = Share.permille(total.cacheRead, of: total.promptTokens) / 10
    pieces.append(Piece("cache", "\(cached) % (saved \(MoneyText.short(total.cacheSaved)))", Ink(.muted)))
    let unpriced = total.unpricedRequests
    pieces.append(
      Piece("unpriced", MoneyText.count(unpriced), Ink(unpriced > 0 ? .warning : .muted, bold: unpriced > 0)))
    if snapshot.health.rejectedLines > 0 {
      pieces.append(Piece("rejected", MoneyText.count(snapshot.health.rejectedLines), Ink(.warning)))
    }
    return pieces
  }

  private static func cost(_ sums: SpendSums, _ glyphs: GlyphSet) -> String {
    (sums.unpricedRequests > 0 ? glyphs.atLeast : "") + MoneyText.exact(sums.cost)
  }

  /// Pieces side by side while they fit whole.
  private static func line(_ pieces: [Piece], y: Int, on grid: inout CellGrid, in region: Region) {
    var x = region.x + 1
    for piece in pieces {
      let label = SafeText(piece.label)
      let value = SafeText(piece.value)
      let width = label.width + (label.width > 0 ? 1 : 0) + value.width
      guard x + width <= region.right else { continue }
      if label.width > 0 { x += grid.put(label, x: x, y: y, ink: Ink(.muted), in: region) + 1 }
      x += grid.put(value, x: x, y: y, ink: piece.ink, in: region) + 2
    }
  }
}

/// The last line: the keys, or what is being typed.
enum Footer {
  static func draw(
    _ state: DashboardState, _ progress: IngestProgress, on grid: inout CellGrid, in region: Region
  ) {
    if let typing = state.typing {
      let x = grid.put("/", x: region.x + 1, y: region.y, ink: Ink(.accent, bold: true), in: region)
      let end = grid.put(SafeText(typing), x: region.x + 1 + x, y: region.y, ink: .plain, in: region)
      grid.put("█", x: region.x + 1 + x + end, y: region.y, ink: Ink(.accent), in: region)
      return
    }
    if progress.phase == .reading {
      reading(progress, on: &grid, in: region)
      return
    }
    var x = region.x + 1
    // The way out is always shown; the rest while there is room.
    let shown = Keymap.bindings.filter { !$0.footer.isEmpty }
    let ordered =
      shown.filter { $0.command == .quit || $0.command == .help }
      + shown.filter { $0.command != .quit && $0.command != .help }
    for binding in ordered {
      let key = SafeText(binding.shown.split(separator: " ").first.map(String.init) ?? binding.shown)
      let word = SafeText(binding.footer)
      guard x + key.width + 1 + word.width <= region.right else { break }
      x += grid.put(key, x: x, y: region.y, ink: Ink(.accent, bold: true), in: region) + 1
      x += grid.put(word, x: x, y: region.y, ink: Ink(.muted), in: region) + 2
    }
  }
}

extension Footer {
  /// How far history has been read; the keys come back when it is done.
  fileprivate static func reading(_ progress: IngestProgress, on grid: inout CellGrid, in region: Region) {
    let permille = Share.permille(progress.bytesDone, of: progress.bytes)
    let bar = Gauge.text(permille: permille, width: min(24, region.width / 4), glyphs: .unicode, track: true)
    var x = region.x + 1
    x += grid.put(bar, x: x, y: region.y, ink: Ink(.accent), in: region) + 2
    var pieces = [
      "\(megabytes(progress.bytesDone)) of \(megabytes(progress.bytes)) MB",
      "\(megabytes(progress.bytesPerSecond)) MB/s",
      "\(MoneyText.count(progress.events)) events",
    ]
    if let left = progress.secondsLeft { pieces.append("\(left) s left") }
    pieces.append("q quit")
    for piece in pieces {
      let text = SafeText(piece)
      guard x + text.width <= region.right else { return }
      x += grid.put(text, x: x, y: region.y, ink: Ink(.muted), in: region) + 2
    }
  }

  private static func megabytes(_ bytes: Int64) -> String { "\(bytes / 1_000_000)" }
}

/// All keys, over the screen.
enum Help {
  static func draw(on grid: inout CellGrid, glyphs: GlyphSet) {
    let bindings = Keymap.bindings
    let region = grid.bounds.centred(width: 46, height: bindings.count + 2)
    grid.fill(region)
    let room = Frame(title: SafeText("Keys"), note: SafeText("any key closes"), isFocused: true)
      .draw(on: &grid, in: region, glyphs: glyphs)
    for (index, binding) in bindings.enumerated() where index < room.height {
      let y = room.y + index
      grid.put(SafeText(binding.shown), x: room.x + 2, y: y, ink: Ink(.accent, bold: true), in: room)
      grid.put(SafeText(binding.does), x: room.x + 14, y: y, ink: .plain, in: room)
    }
  }
}
