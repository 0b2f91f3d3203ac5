/// A mapping made ready for use.
struct CompiledMapping {
  let name: String
  let when: [UInt8]?
  private let paths: [(slot: Slot, path: [UInt8])]
  private let constants: [(slot: Slot, text: [UInt8])]
  private let unit: Numbers.DurationUnit

  init(_ mapping: FieldMapping) {
    func slots(_ entries: [String: String]) -> [(Slot, [UInt8])] {
      Slot.assignable.compactMap { slot in entries[slot.name].map { (slot, Array($0.utf8)) } }
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
