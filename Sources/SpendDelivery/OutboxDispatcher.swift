import Foundation
import SpendAlerts
public import SpendCore

/// Takes notices from the outbox to their receivers.
public final class OutboxDispatcher {
  private let setup: DeliverySetup
  private let book: AlertStateStore

  /// Reason why configured programs are not started; nil when they are.
  private let objection: String?

  /// Number of entries sent before the outbox is read again.
  private static let batch = 16
  /// Number of entries searched for those to send first.
  private static let readAhead = 1_000

  public init(_ setup: DeliverySetup) throws {
    self.setup = setup
    book = AlertStateStore(try setup.openLedger())
    objection = setup.objection()
  }

  /// Critical notices first, each in the order of their times.
  private static func criticalFirst(_ entries: [OutboxEntry]) -> [OutboxEntry] {
    guard entries.count > 1 else { return entries }
    let ranked = entries.enumerated().map { place, entry in
      let notice = try? JSONDecoder().decode(Notice.self, from: Data(entry.notice))
      return (isCritical: notice?.severity == .critical, place: place, entry: entry)
    }
    return ranked.sorted { ($0.isCritical ? 0 : 1, $0.place) < ($1.isCritical ? 0 : 1, $1.place) }.map(
      \.entry)
  }

  /// - Parameters:
  ///   - jump: seconds that the clock was set by since the last time.
  ///   - receiver: whose notices are delivered; nil for all.
  ///   - includingUnknown: also fails notices whose receiver was removed from the configuration.
  public func run(
    at now: Instant, jump: Int64 = 0, receiver only: String? = nil, includingUnknown: Bool = true
  ) throws {
    if jump != 0 { try book.ledger.shiftPending(by: jump) }
    let known = Set(setup.receivers.map(\.name))
    let due = try book.ledger.due(at: now, limit: Self.readAhead).filter { entry in
      guard let only else { return true }
      return entry.receiver == only || (includingUnknown && !known.contains(entry.receiver))
    }
    for var entry in Self.criticalFirst(due).prefix(Self.batch) {
      let receiver = setup.receivers.first { $0.name == entry.receiver }
      if let receiver, receiver.startsPrograms, let objection {
        entry.state = .failed
        entry.error = objection
        try book.ledger.note(entry)
        continue
      }
      guard let receiver, let notice = try? JSONDecoder().decode(Notice.self, from: Data(entry.notice)) else {
        entry.state = .failed
        entry.error =
          receiver == nil ? "there is no receiver of this name any more" : "the notice cannot be read"
        try book.ledger.note(entry)
        continue
      }
      switch NoticeSender(receiver: receiver, ring: setup.ring).deliver(notice) {
      case .delivered:
        entry.attempts += 1
        entry.state = .delivered
        entry.error = ""
      case .refused(let reason):
        entry.attempts += 1
        entry.state = .failed
        entry.error = reason
        setup.log("spendtop: the receiver \(receiver.name) refused a notice: \(reason)", .error)
      case .retry(let asked, let reason):
        entry.retry(at: now, because: reason, asked: asked, share: Double.random(in: 0...1))
        if entry.attempts == 1 || entry.state == .givenUp {
          let what =
            entry.state == .givenUp ? "was tried for a day in vain" : "cannot be reached, it is tried again"
          setup.log("spendtop: the receiver \(receiver.name) \(what): \(reason)", .warning)
        }
      }
      try book.ledger.note(entry)
    }
  }
}
