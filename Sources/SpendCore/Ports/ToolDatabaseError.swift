/// The reason why a tool's database cannot be read.
public struct ToolDatabaseError: Error {
  public var message: String

  public init(message: String) { self.message = message }
}
