public import SpendCore

/// A kind of log line: what recognises it, and lines that show it.
public protocol LogFormat: Sendable {
  /// The name in configuration, `--format` and the database.
  var name: StaticString { get }
  /// Name for people.
  var title: String { get }
  /// Identifying fields, in a few words.
  var recognisedBy: String { get }
  var samples: [FormatSample] { get }
}

/// A format whose lines are JSON objects with a meaning as a whole.
protocol RecordFormat: LogFormat {
  /// Indicates whether a file with a record of the format is written by one tool alone: its other lines
  /// contain no usage, whatever their members are called.
  var ownsFile: Bool { get }
  func recognises(_ json: JSONIndex) -> Bool
  /// Adds the line's events to `context.drafts`; none when the line is valid and not usage.
  func read(_ json: JSONIndex, _ context: LineContext) throws(LineRejection)
}

extension RecordFormat {
  var ownsFile: Bool { false }
}

/// The shape of an answer of a provider: stands alone on a line, in an envelope, in a stream or in
/// a batch file.
protocol ResponseFormat: LogFormat {
  func recognises(_ json: JSONIndex, _ body: JSONIndex.Node) -> Bool
  /// Fills in the values of the response. Returns false when the response is not a request of its own, such
  /// as a stream's first events.
  func read(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool
}

extension ResponseFormat {
  /// As `read`, with the class of the answer's error or ending.
  func readAnswer(
    _ json: JSONIndex, _ body: JSONIndex.Node, _ draft: inout EventDraft, _ context: LineContext
  ) throws(LineRejection) -> Bool {
    guard try read(json, body, &draft, context) else { return false }
    ErrorClassReader.read(json, body, &draft)
    return true
  }
}

/// A line with what it must be read as. Every format carries some, and one test checks them all.
public struct FormatSample: Sendable {
  public var lines: String
  public var expected: [Expectation]

  /// Expected values of a sample's event; nil is unknown.
  public struct Expectation: Sendable, Hashable {
    public var requestID: String
    public var model: String
    public var provider: String
    public var queryType: String
    public var feature: String
    public var tokens: TokenCounts
    public var cost: String?
    public var outcome: Outcome
    public var errorClass: ErrorClass?

    public init(
      _ requestID: String, _ provider: String, _ model: String, _ queryType: String = "chat",
      feature: String = "", tokens: TokenCounts, cost: String? = nil, outcome: Outcome = .ok,
      errorClass: ErrorClass? = nil
    ) {
      self.requestID = requestID
      self.model = model
      self.provider = provider
      self.queryType = queryType
      self.feature = feature
      self.tokens = tokens
      self.cost = cost
      self.outcome = outcome
      self.errorClass = errorClass
    }
  }

  public init(_ lines: String, _ expected: Expectation...) {
    self.lines = lines
    self.expected = expected
  }
}

/// Outcome of a line.
public enum LineResult: Sendable, Hashable {
  case events(Int)
  /// Known kind without usage.
  case ignored
  /// Unknown kind.
  case unrecognised
  /// A record that goes on in the next line: hand both in together.
  case continues
  /// The first `length` bytes are a damaged record. Lines behind them that were joined to it stand for
  /// themselves.
  case broken(length: Int, LineRejection)
}
