import SpendCore

/// Readings of graphics processors. They say how long hardware was there, and are no requests.
///
/// Source: `nvidia-smi --help-query-gpu`.
struct NvidiaSMIFormat: TableFormat {
  var name: StaticString { "nvidia-smi" }
  var title: String { "nvidia-smi readings (CSV; hardware hours, no requests)" }
  var recognisedBy: String { "columns timestamp and utilization.gpu [%]" }

  func recognises(_ columns: [String]) -> Bool {
    func has(_ name: String) -> Bool { columns.contains { TablePlan.bare($0) == name } }
    return has("timestamp") && (has("utilization.gpu") || has("power.draw") || has("memory.used"))
  }

  private enum Column: Int {
    case time, uuid, longUUID, serial, longSerial, bus, longBus, index, name, longName, busy, power,
      averagePower
  }

  var columns: [StaticString] {
    [
      "timestamp", "uuid", "gpu_uuid", "serial", "gpu_serial", "pci.bus_id", "gpu_bus_id", "index", "name",
      "gpu_name", "utilization.gpu", "power.draw", "power.draw.average",
    ]
  }

  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection) {
    func value(_ columns: Column...) -> FieldText {
      for column in columns {
        let text = Self.plain(row[column])
        if !text.isEmpty { return text }
      }
      return .empty
    }
    guard let time = Timestamp.parse(value(.time).bytes) else { return }
    let own = value(.uuid, .longUUID, .serial, .longSerial)
    let place = value(.bus, .longBus, .index)
    let name = context.string(of: value(.name, .longName))
    var reading = HardwareReading(
      gpu: own.isEmpty ? "\(name) \(context.string(of: place))" : context.string(of: own),
      isUnique: !own.isEmpty, name: name, minute: time.microseconds.flooredQuotient(by: 60_000_000))
    reading.busyPercent = try Numbers.count(value(.busy).bytes).flatMap { $0 <= 100 ? $0 : nil }
    reading.milliwatts = Numbers.scaled(value(.power, .averagePower).bytes, places: 3).flatMap {
      (0...100_000_000).contains($0) ? $0 : nil
    }
    context.readings.append(reading)
  }

  /// A value without spaces around, its unit, and the brackets of one that is not known.
  private static func plain(_ text: FieldText) -> FieldText {
    var bytes = text.bytes[...]
    while bytes.first == 0x20 { bytes = bytes.dropFirst() }
    while bytes.last == 0x20 { bytes = bytes.dropLast() }
    guard let first = bytes.first, first != UInt8(ascii: "[") else { return .empty }
    for unit in [" %", " W"] as [StaticString] {
      let unit = FieldText(unit).bytes
      if bytes.count > unit.count, bytes.suffix(unit.count).elementsEqual(unit) {
        bytes = bytes.dropLast(unit.count)
      }
    }
    return FieldText(UnsafeRawBufferPointer(rebasing: bytes))
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        timestamp, index, name, utilization.gpu [%], memory.used [MiB], power.draw [W]
        2026/09/21 10:00:00.000, 0, NVIDIA H100 80GB HBM3, 86 %, 1567 MiB, 289.12 W
        2026/09/21 10:00:00.000, 1, NVIDIA H100 80GB HBM3, 0 %, 4 MiB, [N/A]
        """)
    ]
  }
}
