/// A name in the database by which a person may be identified.
public struct StoredName: Sendable, Hashable {
  public enum Kind: Int, Sendable {
    case user
    /// A session id that contains the name.
    case session
    /// A user in a provider's usage report.
    case reportedUser
  }

  public var kind: Kind
  public var text: String
  /// Requests with the name, or rows of a report.
  public var requests: Int

  public init(kind: Kind, text: String, requests: Int) {
    self.kind = kind
    self.text = text
    self.requests = requests
  }
}
