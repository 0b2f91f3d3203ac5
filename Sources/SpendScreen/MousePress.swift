/// A press of the mouse or a turn of its wheel at a cell.
public struct MousePress: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case press, doublePress, wheelUp, wheelDown }

  public var kind: Kind
  public var row: Int
  public var column: Int

  public init(_ kind: Kind, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }
}
