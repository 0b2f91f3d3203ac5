import SpendCore

extension JSONIndex {
  /// A count of what a request is billed by; nil when there is none.
  func units(_ unit: BilledUnits.Unit, _ node: Node) -> BilledUnits? {
    switch kind(node) {
    case .number, .string: Numbers.units(unit, bytes(node))
    default: nil
    }
  }
}

extension Numbers {
  static func units(_ unit: BilledUnits.Unit, _ text: UnsafeRawBufferPointer) -> BilledUnits? {
    scaled(text, places: unit.parts == 1 ? 0 : 3).flatMap { BilledUnits(unit, count: $0) }
  }
}
