/// Position of a text in the arena of a block.
public struct TextRange: Sendable, Hashable {
  public var start: UInt32
  public var count: UInt32

  public static let empty = TextRange(start: 0, count: 0)

  @inlinable
  public init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }
}
