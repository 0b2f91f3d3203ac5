import SpendCore

/// A notice about a path, to be shown once.
public struct SourceNotice: Sendable, Hashable {
  /// Raw values are written in reports.
  public enum Kind: String, Sendable, Hashable {
    case missing
    case unreadable
    case notAFile = "not-a-file"
    case notText = "not-text"
    case truncated
    case damaged
    /// It ends in the middle of a line, and has for a while.
    case unfinished
    /// The database refuses for the moment.
    case stalled
    /// Change notifications are unavailable; changes are found by scanning.
    case unwatched
    /// The identity index did not name a row that was there.
    case conflict
    /// The database refuses its content.
    case refused
    /// It has lost its name, and cannot be kept open for what is still written into it.
    case notKept = "not-kept"

    /// True when it makes a full run fail.
    public var isFailure: Bool {
      switch self {
      case .missing, .unreadable, .damaged, .refused: true
      case .notAFile, .notText, .truncated, .unfinished, .stalled, .unwatched, .notKept, .conflict: false
      }
    }
  }

  public var path: String
  public var kind: Kind
  public var detail: String

  public init(path: String, kind: Kind, detail: String) {
    self.path = path
    self.kind = kind
    self.detail = detail
  }
}
