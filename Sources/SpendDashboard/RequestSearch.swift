import SpendCore

/// Finds the requests of a window that pass the filters, newest first, some thousand events a step, so that
/// other work is never delayed. Each refresh searches the events since the previous one first; the backward
/// search resumes where it stopped.
final class RequestSearch {
  private struct Question: Hashable {
    var filters: [DimensionFilter]
    var figures: [FigureFilter]
    var choice: WindowChoice
    var stepsBack: Int
    var span: TimeWindow?
    var asOf: Instant?

    init(_ request: SnapshotRequest) {
      filters = request.filters
      figures = request.figures
      choice = request.choice
      stepsBack = request.stepsBack
      span = request.span
      asOf = request.asOf
    }
  }

  /// One backward pass through the window, and the place where it resumes; nil when the whole window is
  /// searched.
  private struct Pass {
    var found: [EventPage.Found] = []
    var cursor: EventCursor?
  }

  private let source: any EventSearchSource
  private var question: Question?
  private var window = TimeWindow(start: Instant(microseconds: 0), end: Instant(microseconds: 0))
  private var pass = Pass()
  /// Looks at it all once more, for events that came late; shown when it reaches as far.
  private var again: Pass?
  private var passedAt = Instant(microseconds: 0)

  /// Events that one step looks at.
  static let stepSize = 4_000
  /// Greatest length of the list; older requests need a filter or an earlier window.
  static let longest = 10_000
  /// Events that came late are found within this time.
  private static let repeatSeconds: Int64 = 60

  init(_ source: any EventSearchSource) {
    self.source = source
  }

  /// The newest `wanted` of what was found, and how far back that is.
  func found(wanted: Int) -> (records: [EventRecord], reach: SearchReach) {
    let back = pass.cursor.map { Instant(microseconds: $0.microseconds) }
    let isEnough = pass.found.count >= min(wanted, Self.longest)
    return (
      pass.found.prefix(min(wanted, Self.longest)).map(\.record), SearchReach(back: back, isEnough: isEnough)
    )
  }

  /// The newest requests that are read anew at each refresh while no filter is set.
  static let shortest = 400

  /// Looks at what is new in one step.
  ///
  /// - Parameter wanted: Length of the list.
  func refresh(
    _ request: SnapshotRequest, _ window: TimeWindow, at now: Instant, wanted: Int = RequestSearch.longest
  ) throws {
    let newest = Question(request)
    if newest.filters.isEmpty, newest.figures.isEmpty, (1...Self.shortest).contains(wanted) {
      // Every event is in the list: reading as many as it holds finds late ones as well.
      question = newest
      self.window = window
      let page = try page(from: nil, scan: wanted)
      pass = Pass(found: page.found, cursor: page.next)
      again = nil
      passedAt = now
      return
    }
    let isKnown = newest == question && window.start >= self.window.start
    // Everything before this place is searched already, or is part of the pass in progress.
    let top = EventCursor(microseconds: self.window.end.microseconds, low: .min)
    question = newest
    self.window = window
    let page = try page(from: nil)
    guard isKnown, let end = page.next, end <= top, pass.cursor.map({ $0 < end }) ?? true else {
      // A new question, or more is new than one step looks at, or the window is that short.
      pass = Pass(found: page.found, cursor: page.next)
      again = nil
      passedAt = now
      return
    }
    func joined(_ old: Pass) -> Pass {
      let older = old.found.drop { $0.cursor >= end }
      return Pass(
        found: page.found + older.prefix { $0.record.time >= window.start }, cursor: old.cursor)
    }
    pass = joined(pass)
    again = again.map(joined)
    if again == nil, now.seconds - passedAt.seconds >= Self.repeatSeconds {
      again = Pass(found: page.found, cursor: end)
      passedAt = now
    }
  }

  /// Takes one step back. False when the search is complete: the whole window is searched, or `wanted`
  /// requests are found.
  func step(wanted: Int) throws -> Bool {
    let enough = min(wanted, Self.longest)
    if let cursor = pass.cursor, pass.found.count < enough {
      let page = try page(from: cursor)
      pass = Pass(found: pass.found + page.found, cursor: page.next)
      return true
    }
    guard let repeated = again, let cursor = repeated.cursor, repeated.found.count < enough else {
      if let again { pass = again }
      again = nil
      return false
    }
    let page = try page(from: cursor)
    again = Pass(found: repeated.found + page.found, cursor: page.next)
    return true
  }

  private func page(from cursor: EventCursor?, scan: Int = stepSize) throws -> EventPage {
    try source.searchEvents(
      in: window, from: cursor, scan: scan, filters: question?.filters ?? [],
      figures: question?.figures ?? [])
  }
}
