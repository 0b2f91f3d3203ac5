/// An output for cell grids and a source of keys. Used by one thread only.
public protocol Terminal: AnyObject {
  /// The size of the screen now.
  var size: ScreenSize { get }

  /// Shows a grid; only cells that differ from what is shown are sent.
  func present(_ grid: CellGrid)

  /// Waits for something to happen, at most `milliseconds` (negative: for ever), or until
  /// `descriptor` can be read (negative: none). An empty answer means the time is over.
  func wait(milliseconds: Int, descriptor: Int32) -> [TerminalEvent]

  /// Forgets what is shown, so that the next grid is sent whole.
  func redraw()

  /// Draws in other colours from now on.
  func use(_ theme: Theme)

  /// Puts a text into the clipboard, where the terminal has one.
  func copy(_ text: String)

  /// Calls the person.
  func ring(_ ring: BellSignal)

  /// Gives the terminal back to the shell until the process is continued.
  func suspend()
}

extension Terminal {
  public func use(_ theme: Theme) {}
  public func copy(_ text: String) {}
  public func ring(_ ring: BellSignal) {}
}
