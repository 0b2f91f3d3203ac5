public import SpendScreen

/// A terminal that plays a script of events and keeps every grid it was given.
public final class ScriptedTerminal: Terminal {
  public enum Step: Sendable {
    /// Hands out events at once.
    case events([TerminalEvent])
    /// Waits until the descriptor can be read, as a real terminal would.
    case untilReadable
    /// Changes the size and tells it.
    case resize(ScreenSize)
  }

  public private(set) var size: ScreenSize
  public private(set) var shown: [CellGrid] = []
  public private(set) var redraws = 0
  public private(set) var suspensions = 0
  public private(set) var rings: [BellSignal] = []
  private var steps: ArraySlice<Step>
  private let isReadable: (Int32) -> Bool

  /// `isReadable` waits for a descriptor, not longer than some seconds.
  public init(size: ScreenSize, steps: [Step], isReadable: @escaping (Int32) -> Bool) {
    self.size = size
    self.steps = steps[...]
    self.isReadable = isReadable
  }

  public func present(_ grid: CellGrid) { shown.append(grid) }
  public func redraw() { redraws += 1 }
  public func ring(_ ring: BellSignal) { rings.append(ring) }
  public func suspend() { suspensions += 1 }

  public func wait(milliseconds: Int, descriptor: Int32) -> [TerminalEvent] {
    switch steps.popFirst() {
    case nil: return [.stop]
    case .events(let events): return events
    case .untilReadable: return isReadable(descriptor) ? [.readable] : []
    case .resize(let size):
      self.size = size
      return [.resized]
    }
  }
}
