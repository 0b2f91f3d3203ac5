import SpendCore
import SpendLogFormats
import Testing

@Suite struct HardwareTests {
  private func readings(
    _ text: String, columns: [String] = [], rejected: Int = 0
  ) -> [HardwareReading] {
    let decoder = LogDecoder(columns: columns)
    var refused = 0
    var found: [HardwareReading] = []
    for line in text.split(separator: "\n") {
      let padded = Array(line.utf8) + [UInt8](repeating: 0, count: 64)
      padded.withUnsafeBytes { bytes in
        let raw = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[..<line.utf8.count]), offset: 0, number: 1)
        do throws(LineRejection) {
          let result = try decoder.decode(raw, emit: { _ in Issue.record("a reading is no request") })
          #expect(result == .ignored || result == .unrecognised)
        } catch {
          #expect(error == .unnamedColumns)
          refused += 1
        }
      }
      found += decoder.readings
    }
    #expect(refused == rejected)
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

  private static let h100 = "GPU-4f1c0000-0000-0000-0000-000000000001"

  struct Headless: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rows: String
    var gpus: [String]
    var busy: [Int32?]
    var milliwatts: [Int64?]
  }

  @Test(
    "without a header, the values tell the columns",
    arguments: [
      Headless(
        testDescription: "with an own number, as in the manual",
        rows: """
          2026/09/21 10:00:30.250, \(h100), NVIDIA H100 80GB HBM3, 43 %, 289.12 W
          2026/09/21 10:01:30.250, \(h100), NVIDIA H100 80GB HBM3, [N/A], 290.00 W
          """, gpus: [h100, h100], busy: [43, nil], milliwatts: [289_120, 290_000]),
      Headless(
        testDescription: "by its place",
        rows: """
          2026/09/21 10:00:30.250, 0, NVIDIA L4, 43 %, 1567 MiB, 71.26 W
          2026/09/21 10:00:30.250, 1, NVIDIA L4, 7 %, 15 MiB, 16.00 W
          """, gpus: ["NVIDIA L4 0", "NVIDIA L4 1"], busy: [43, 7], milliwatts: [71_260, 16_000]),
      Headless(
        testDescription: "other columns between",
        rows: "2026/09/21 10:00:30.250, Tesla T4, 00000000:3B:00.0, 535.129.03, P0, 61, 43 %, 100 MiB",
        gpus: ["Tesla T4 00000000:3B:00.0"], busy: [43], milliwatts: [nil]),
      Headless(
        testDescription: "without units, where no other number is there",
        rows: "2026/09/21 10:00:30.250, \(h100), NVIDIA L4, 71.26", gpus: [h100], busy: [nil],
        milliwatts: [71_260]),
      Headless(
        testDescription: "what the first row does not know is told by the second",
        rows: """
          2026/09/21 10:00:30.250, \(h100), [N/A], 71.26 W
          2026/09/21 10:01:30.250, \(h100), 9 %, 72.00 W
          2026/09/21 10:02:30.250, \(h100), 8 %, [N/A]
          """, gpus: [h100, h100, h100], busy: [nil, 9, 8], milliwatts: [71_260, 72_000, nil]),
    ])
  func headless(_ example: Headless) {
    let found = readings(example.rows)
    #expect(found.map(\.gpu) == example.gpus)
    #expect(found.map(\.busyPercent) == example.busy)
    #expect(found.map(\.milliwatts) == example.milliwatts)
  }

  @Test(
    "columns that cannot be told apart are refused until they are named",
    arguments: [
      "2026/09/21 10:00:30.250, 0, NVIDIA L4, 43, 1567, 71.26",
      "2026/09/21 10:00:30.250, \(h100), NVIDIA L4, 43, 71.26",
      "2026/09/21 10:00:30.250, \(h100), NVIDIA L4, 43 %, 12 %",
      "2026/09/21 10:00:30.250, \(h100), NVIDIA L4, 71.26 W, 72.00 W",
      "2026/09/21 10:00:30.250, NVIDIA L4, 43 %, 71.26 W",
      "2026/09/21 10:00:30.250, 0, 43, 1567",
    ])
  func ambiguous(row: String) {
    #expect(readings(row, rejected: 1).isEmpty)
  }

  @Test("named columns make rows of lines, whether a header comes first or not")
  func named() {
    let columns = ["timestamp", "index", "name", "utilization.gpu", "memory.used", "power.draw"]
    let row = "2026/09/21 10:00:30.250, 0, NVIDIA L4, 43, 1567, 71.26"
    let header = "timestamp, index, name, utilization.gpu [%], memory.used [MiB], power.draw [W]"
    for text in [row, header + "\n" + row] {
      let found = readings(text, columns: columns)
      #expect(found.map(\.gpu) == ["NVIDIA L4 0"])
      #expect(found.map(\.busyPercent) == [43])
      #expect(found.map(\.milliwatts) == [71_260])
    }
  }

  @Test("other logs that begin with such a time are left alone")
  func others() {
    #expect(readings("2026/09/21 10:00:30.250 GET /a, 200\n2026/09/21 10:00:30.250, started, pid 7").isEmpty)
  }
}
