import Foundation
import SpendCore
import SpendScreen
import SpendTestSupport
import Synchronization
import Testing

@testable import SpendDashboard

@Suite struct UILoopTests {
  private func play(
    _ steps: [ScriptedTerminal.Step], open: @escaping @Sendable () throws -> any SpendSource = Self.store
  ) throws -> ScriptedTerminal {
    let terminal = ScriptedTerminal(size: ScreenSize(width: 80, height: 24), steps: steps) { descriptor in
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&waiting, 1, 20_000) > 0
    }
    try runDashboard(
      on: terminal, options: DashboardOptions(zone: .utc), clock: { SampleTraffic.now },
      progress: { IngestProgress() }, open: open)
    return terminal
  }

  private static let store: @Sendable () throws -> any SpendSource = {
    MemorySource(SampleTraffic.records(days: 2))
  }

  @Test("rule 3: the first frame is drawn before there are facts, the second shows them")
  func firstPaint() throws {
    let terminal = try play([.untilReadable, .events([.key(.character("q"))])])
    #expect(terminal.shown.count == 2)
    #expect(terminal.shown[0].plainText.contains("Loading …"))
    #expect(terminal.shown[1].plainText.contains("search"))
  }

  @Test("rule 6: while nothing changes nothing is drawn")
  func idle() throws {
    let waits = Array(repeating: ScriptedTerminal.Step.events([]), count: 500)
    let terminal = try play([.untilReadable] + waits + [.events([.key(.character("Q"))])] + waits)
    #expect(terminal.shown.count == 2)
  }

  @Test("a question is answered on the next frames")
  func drilling() throws {
    let terminal = try play([
      .untilReadable, .events([.key(.enter)]), .untilReadable, .events([.key(.character("q"))]),
    ])
    #expect(terminal.shown.last?.plainText.contains("feature=") == true)
    #expect(terminal.shown.last?.plainText.contains("loading") == false)
  }

  @Test("each press of a key is seen, also while an earlier one is being answered")
  func askingTwice() throws {
    let terminal = try play([
      .untilReadable, .events([.key(.character("t"))]), .events([.key(.character("t"))]),
      .events([.key(.character("q"))]),
    ])
    let last = try #require(terminal.shown.last?.plainText)
    #expect(last.contains("loading last 30 d …"))
  }

  @Test("a resize, a redraw and a suspension draw anew")
  func redrawing() throws {
    let terminal = try play([
      .untilReadable, .resize(ScreenSize(width: 120, height: 36)), .events([.key(.control("l"))]),
      .events([.key(.control("z"))]), .events([.stop]),
    ])
    #expect(terminal.shown.map(\.size.width) == [80, 80, 120, 120, 120])
    #expect(terminal.redraws == 1 && terminal.suspensions == 1)
  }

  @Test("a store that can not be read is named on the screen")
  func problems() throws {
    let terminal = try play([.untilReadable, .events([.key(.character("q"))])]) {
      throw UserMessage("no database")
    }
    #expect(terminal.shown.last?.plainText.contains("no database") == true)
    #expect(terminal.shown.last?.plainText.contains("No requests yet") == false)
  }

  @Test("a store of another version is named with the cause and the next step, and is not called empty")
  func remedies() throws {
    let terminal = try play([.untilReadable, .events([.key(.character("q"))])]) {
      throw UserMessage(
        "cannot read the database", because: "it has schema version 8, this program reads version 9",
        tryThis: "spendtop ingest")
    }
    let text = try #require(terminal.shown.last?.plainText)
    #expect(
      text.contains("! it has schema version 8, this program reads version 9 · try: spendtop ingest"),
      "\(text)")
    #expect(text.contains("No data: the database cannot be read") && !text.contains("figures of"), "\(text)")
  }

  /// Announcements that wait for the loop, handed out one batch a look.
  private func loop(
    _ steps: [ScriptedTerminal.Step], announcements: [[UIMessage]] = [],
    clock: @escaping () -> Instant = { SampleTraffic.now }, uptime: @escaping () -> Int64 = { 0 }
  ) throws -> ScriptedTerminal {
    let waiting = Mutex(announcements)
    var options = DashboardOptions(zone: .utc)
    options.host.announcements = {
      waiting.withLock { $0.isEmpty ? [] : $0.removeFirst() }
    }
    let terminal = ScriptedTerminal(size: ScreenSize(width: 80, height: 24), steps: steps) { _ in false }
    let worker = try RefreshWorker(
      SnapshotRequest(), setup: .init(options: options, clock: { SampleTraffic.now }, open: Self.store))
    var loop = UILoop(
      terminal: terminal, options: options, state: DashboardState(size: terminal.size), worker: worker,
      uptime: uptime)
    loop.run(clock: clock, progress: { IngestProgress() })
    return terminal
  }

  @Test("alerts ring through the loop, and once only while nobody looks")
  func rings() throws {
    let ring: [UIMessage] = [.ring(.bell)]
    let none = ScriptedTerminal.Step.events([])
    let seen = try loop([none, none, none], announcements: [ring, ring, ring])
    #expect(seen.rings == [.bell, .bell, .bell])
    let unseen = try loop(
      [.events([.focus(false)]), none, none, .events([.focus(true)]), .events([.focus(false)]), none],
      announcements: [[], ring, ring, ring, [], ring, ring])
    #expect(unseen.rings == [.bell, .bell])
    // A bell that was heard does not silence the first one that nobody sees.
    let left = try loop(
      [none, .events([.focus(false)]), none, none], announcements: [ring, [], ring, ring])
    #expect(left.rings == [.bell, .bell])
  }

  @Test("what another thread has to say comes into the line of messages, never over the screen")
  func lines() throws {
    let terminal = try loop(
      [.events([])], announcements: [[.line("the receiver \u{1B}[2J is down")]])
    #expect(terminal.shown.last?.plainText.contains("the receiver ^[[2J is down") == true)
  }

  @Test("while nobody looks, facts are drawn every two seconds at most, and keys are answered at once")
  func unfocused() throws {
    func frames(_ steps: [ScriptedTerminal.Step]) throws -> Int {
      // A quarter of a second and a new minute with every look.
      var looks: Int64 = 0
      return try loop(
        steps,
        clock: {
          looks += 1
          return SampleTraffic.now.adding(seconds: 60 * looks)
        }, uptime: { looks * 250 }
      ).shown.count
    }
    let waits = Array(repeating: ScriptedTerminal.Step.events([]), count: 40)
    let focused = try frames(waits)
    let unfocused = try frames([.events([.focus(false)])] + waits)
    let keys = try frames(
      [.events([.focus(false)])] + (0..<10).map { .events([.key(.character($0 % 2 == 0 ? "2" : "3"))]) })
    #expect(focused == 41)
    #expect((6...8).contains(unfocused), "\(unfocused)")
    #expect(keys == 12)
  }

  @Test("a mailbox holds the newest value, once")
  func mailbox() throws {
    let mailbox = try Mailbox<Int>()
    #expect(mailbox.take() == nil)
    for value in 0..<100_000 { mailbox.post(value) }
    #expect(mailbox.take() == 99_999)
    #expect(mailbox.take() == nil)
    var waiting = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 0) == 0)
  }
}
