import SpendCore

/// Readings of graphics processors. They show the time for which hardware was present, and do not count as
/// requests.
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
    var isUnique = false
    func value(_ column: Column, _ other: Column) -> FieldText {
      let text = Self.plain(row[column])
      return text.isEmpty ? Self.plain(row[other]) : text
    }
    guard let time = Timestamp.parse(Self.plain(row[Column.time]).bytes) else { return }
    var own = value(.uuid, .longUUID)
    if own.isEmpty { own = value(.serial, .longSerial) }
    let name = value(.name, .longName)
    if own.isEmpty {
      var place = value(.bus, .longBus)
      if place.isEmpty { place = Self.plain(row[Column.index]) }
      own = context.text(name, FieldText(" "), place)
    } else {
      isUnique = true
    }
    var reading = HardwareReading(
      format: "\(self.name)", gpu: context.string(of: own), isUnique: isUnique,
      name: context.string(of: name),
      minute: time.microseconds.flooredQuotient(by: 60_000_000))
    reading.busyPercent = try Numbers.count(Self.plain(row[Column.busy]).bytes).flatMap {
      $0 <= 100 ? $0 : nil
    }
    reading.milliwatts = Numbers.scaled(value(.power, .averagePower).bytes, places: 3).flatMap {
      HardwareReading.possibleMilliwatts.contains($0) ? $0 : nil
    }
    context.readings.append(reading)
  }

  /// A value without spaces around, its unit, and the brackets of one that is not known.
  private static func plain(_ text: FieldText) -> FieldText {
    let bytes = text.bytes
    var (start, end) = (0, bytes.count)
    while start < end, bytes[start] == 0x20 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    guard start < end, bytes[start] != UInt8(ascii: "[") else { return .empty }
    let unit = bytes[end - 1]
    if unit == UInt8(ascii: "%") || unit == UInt8(ascii: "W"), end - start > 2, bytes[end - 2] == 0x20 {
      end -= 2
    }
    return FieldText(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        timestamp, index, uuid, name, utilization.gpu [%], memory.used [MiB], power.draw [W]
        2026/09/21 10:00:00.000, 0, GPU-5a0b1c2d-0000-4000-8000-00000000000a, NVIDIA H100 80GB HBM3, 86 %, 1567 MiB, 289.12 W
        2026/09/21 10:00:00.000, 1, GPU-5a0b1c2d-0000-4000-8000-00000000000b, NVIDIA H100 80GB HBM3, 0 %, 4 MiB, [N/A]
        """)
    ]
  }
}
