import SpendCore
import SpendFormats
import Testing

@Suite struct HardwareTests {
  private func readings(_ text: String) -> [HardwareReading] {
    let decoder = LogDecoder()
    var found: [HardwareReading] = []
    for line in text.split(separator: "\n") {
      let padded = Array(line.utf8) + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { bytes in
        let raw = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[..<line.utf8.count]), offset: 0, number: 1)
        let result = try? decoder.decode(raw, emit: { _ in Issue.record("a reading is no request") })
        #expect(result == .ignored)
      }
      found += decoder.readings
    }
    return found
  }

  @Test("readings with units, in any order of columns, are hours and no requests")
  func units() {
    let found = readings(
      """
      timestamp, name, uuid, power.draw [W], utilization.gpu [%]
      2026/09/21 10:00:30.250, NVIDIA L4, GPU-4f1c0000-0000-0000-0000-000000000001, 71.26 W, 43 %
      2026/09/21 10:01:30.250, NVIDIA L4, GPU-4f1c0000-0000-0000-0000-000000000001, [N/A], [Not Supported]
      torn
      """)
    #expect(found.count == 2)
    #expect(found.first?.gpu == "GPU-4f1c0000-0000-0000-0000-000000000001")
    #expect(found.first?.isUnique == true)
    #expect(found.map(\.busyPercent) == [43, nil])
    #expect(found.map(\.milliwatts) == [71_260, nil])
    #expect(found.map(\.minute) == [29_833_080, 29_833_081])
  }

  @Test("without units, and without a number of its own, a processor is one of its place")
  func plain() {
    let found = readings(
      "timestamp,index,utilization.gpu [%],memory.used [MiB]\n2026/09/21 10:00:00.000,3,7,100")
    #expect(found.map(\.gpu) == [" 3"])
    #expect(found.map(\.busyPercent) == [7])
    var hours = HardwareHours()
    for reading in found { hours.add(reading, place: "/logs/a") }
    for reading in found { hours.add(reading, place: "/logs/b") }
    for reading in found { hours.add(reading, place: "/logs/b") }
    #expect(hours.hours.map(\.gpu) == ["/logs/a:  3", "/logs/b:  3"])
    #expect(hours.hours.map(\.minutes) == [1, 1])
    #expect(hours.hours.map(\.busyReadings) == [1, 2])
  }
}
