import Foundation
import SpendCore

/// Outcome of reading one file.
struct ReadOutcome: Sendable {
  enum End {
    case whole
    /// In the middle of a line, or of compressed data.
    case midway
    /// Stopped on request.
    case stopped
    /// Left off after a slice of time, so that other files are read.
    case sliced
    /// `mayPass`: the failure is of the system, not of the file.
    case failed(String, mayPass: Bool)
  }

  var job: Int
  var end: End
  /// Bytes of a record at the end that has no end yet; they are read again.
  var unfinishedBytes: Int64 = 0
  /// The reader that is needed to go on after a slice.
  var parked: ParkedReader?

  init(job: Int, end: End) {
    self.job = job
    self.end = end
  }
}
