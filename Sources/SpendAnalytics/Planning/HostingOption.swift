/// Own hardware in a plan, and the source of its rent.
public struct HostingOption {
  public var hosting: SelfHosting
  /// Nil when the rent was given on the command line.
  public var rental: GPURental?

  public init(hosting: SelfHosting, rental: GPURental?) {
    self.hosting = hosting
    self.rental = rental
  }
}
