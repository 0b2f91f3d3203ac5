public struct StreamRecord: Sendable, Hashable {
  public var id: Int64
  public var place: FileLocation
  public var state: StreamState
  public var checkpoint: StreamCheckpoint

  public init(id: Int64, place: FileLocation, state: StreamState, checkpoint: StreamCheckpoint) {
    self.id = id
    self.place = place
    self.state = state
    self.checkpoint = checkpoint
  }
}
