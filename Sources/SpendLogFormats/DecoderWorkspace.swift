/// The indexes and buffers of a decoder, half a megabyte: shared by the streams that one thread reads.
public final class DecoderWorkspace {
  let context = LineContext()

  /// Unit of Portkey's costs, which its exports do not state.
  public var portkeyCost: CostUnit {
    get { context.portkeyCost }
    set { context.portkeyCost = newValue }
  }

  public init() {}
}
