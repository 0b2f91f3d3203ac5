/// An error with the message for a person, and the exit status of the program.
public struct CommandError: Error {
  public var message: UserMessage
  public var status: ExitStatus

  public init(message: UserMessage, status: ExitStatus) {
    self.message = message
    self.status = status
  }
}
