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
  public static let slots: [String] = Slot.allCases.map(\.name).sorted()
}

/// A mapping made ready for use.
struct CompiledMapping {
  let name: String
  let when: [UInt8]?
  private let paths: [(slot: Slot, path: [UInt8])]
  private let constants: [(slot: Slot, text: [UInt8])]
  private let unit: Numbers.DurationUnit

  init(_ mapping: FieldMapping) {
    func slots(_ entries: [String: String]) -> [(Slot, [UInt8])] {
      Slot.allCases.compactMap { slot in entries[slot.name].map { (slot, Array($0.utf8)) } }
    }
    name = mapping.name
    when = mapping.when.map { Array($0.utf8) }
    paths = slots(mapping.paths)
    constants = slots(mapping.constants)
    unit =
      switch mapping.latencyUnit {
      case "ns": .nanoseconds
      case "us", "µs": .microseconds
      case "s": .seconds
      default: .milliseconds
      }
  }

  /// Puts the fields it names into their slots.
  func apply(_ record: inout GenericRecord, _ context: LineContext, value: ([UInt8]) -> FieldText) {
    record.latencyUnit = unit
    for (slot, path) in paths { record.assign(slot, value(path)) }
    for (slot, text) in constants {
      record.assign(slot, text.withUnsafeBytes { context.text(FieldText($0)) })
    }
  }
}
