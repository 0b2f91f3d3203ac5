/// A user-defined format: the meaning of each field of a record. Configured in `[mapping.name]`.
public struct FieldMapping: Sendable, Hashable {
  /// Shown as the format's name.
  public var name: String
  /// A key, or dotted path, that only records of this kind have; nil where the mapping is forced.
  public var when: String?
  /// Slots by their names in the configuration, with the dotted paths or columns they come from.
  public var paths: [String: String]
  /// Labels that are the same for every record: slot to text.
  public var constants: [String: String]
  /// `ns`, `us`, `ms` or `s` for durations that have no unit of their own.
  public var latencyUnit: String?

  public init(
    name: String, when: String? = nil, paths: [String: String], constants: [String: String] = [:],
    latencyUnit: String? = nil
  ) {
    self.name = name
    self.when = when
    self.paths = paths
    self.constants = constants
    self.latencyUnit = latencyUnit
  }

  /// Names that `paths` and `constants` may use.
  public static let slots: [String] = Slot.assignable.map(\.name).sorted()
}
