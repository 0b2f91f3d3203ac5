/// A known stream as a pass over the files met it.
public struct StreamUpdate: Sendable, Hashable {
  public var stream: Int64
  public var place: FileLocation
  public var state: StreamState
  /// Reason why the file could not be read to its end.
  public var error: String?

  public init(stream: Int64, place: FileLocation, state: StreamState, error: String? = nil) {
    self.stream = stream
    self.place = place
    self.state = state
    self.error = error
  }
}
