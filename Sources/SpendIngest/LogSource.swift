import SpendCore

/// A source: path, format and labels.
public struct LogSource: Sendable {
  /// A file, a directory, a pattern with `*`, `?`, `[…]` and `**`, or `-` for standard input.
  public var path: String
  /// Name of the format of the source; nil to detect the format of each line.
  public var format: String?
  /// Names of the columns of tables without a header.
  public var columns: [String] = []
  /// Labels that every event of the source gets.
  public var assignments: [LabelAssignment]

  public init(path: String, format: String? = nil, assignments: [LabelAssignment] = []) {
    self.path = path
    self.format = format
    self.assignments = assignments
  }

  public var isStandardInput: Bool { path == "-" }
}

/// A file that a source names, as the directory showed it.
struct DiscoveredLog {
  var path: String
  /// Index of the first source that names it.
  var source: Int
  var device: UInt64
  var inode: UInt64
  var size: Int64
  var modifiedNanoseconds: Int64
  /// True when the last path component may be a link: it was named by the user, or stays inside its
  /// folder.
  var mayBeLink: Bool

  var id: LogDiscovery.FileID { LogDiscovery.FileID(device: device, inode: inode) }
}

extension FileLocation {
  init(_ log: DiscoveredLog, _ codec: Codec) {
    self.init(
      path: log.path, device: log.device, inode: log.inode, size: log.size,
      modifiedNanoseconds: log.modifiedNanoseconds, codec: codec.rawValue)
  }

  /// True when a file is unchanged since it was last read to its end.
  func isAs(_ log: DiscoveredLog) -> Bool {
    size == log.size && modifiedNanoseconds == log.modifiedNanoseconds && inode == log.inode
      && device == log.device
  }
}

/// A notice about a path, to be shown once.
public struct SourceNotice: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case missing
    case unreadable
    case notAFile
    case notText
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
    case notKept

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
