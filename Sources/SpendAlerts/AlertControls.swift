public import SpendCore

/// Acknowledgements and silences, stored beside the database and read at every evaluation.
public struct AlertControls: Sendable, Hashable {
  public var acknowledgements: [Acknowledgement]
  public var silences: [Silence]

  public init(acknowledgements: [Acknowledgement] = [], silences: [Silence] = []) {
    self.acknowledgements = acknowledgements
    self.silences = silences
  }
}

extension AlertControls {
  /// Moves acknowledgements that were given up to `last` along with a clock that was set: they are for so
  /// many hours. Silences are for a time of the day and stay.
  public mutating func shift(by seconds: Int64, givenUpTo last: Instant) {
    for index in acknowledgements.indices where acknowledgements[index].at <= last {
      acknowledgements[index].at = acknowledgements[index].at.adding(seconds: seconds)
      acknowledgements[index].until = acknowledgements[index].until.adding(seconds: seconds)
    }
  }
}
