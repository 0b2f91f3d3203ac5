/// The indexes and buffers of a decoder, half a megabyte: shared by the streams that one thread reads.
public final class DecoderWorkspace {
  let context = LineContext()

  /// What Portkey's costs are counted in, which its exports do not say.
  public var portkeyCost: CostUnit {
    get { context.portkeyCost }
    set { context.portkeyCost = newValue }
  }

  public init() {}
}

/// What a log counts money in.
public enum CostUnit: String, Sendable, CaseIterable {
  case cents
  case dollars = "usd"
}
