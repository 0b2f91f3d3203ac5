import Foundation
import Testing

@Suite struct HardwareReadingTests {
  @Test("readings of processors are GPU hours in reports, once however often they are read")
  func hours() throws {
    let program = try Program()
    defer { program.remove() }
    var rows = ["timestamp, uuid, name, utilization.gpu [%], power.draw [W]"]
    // Two processors, an hour and a half, a reading every five minutes.
    for minute in stride(from: 0, to: 90, by: 5) {
      for gpu in 1...2 {
        let time = "2026/09/21 \(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):30.000"
        rows.append("\(time), GPU-\(gpu), NVIDIA L4, \(gpu == 1 ? 40 : 0) %, 70.00 W")
      }
    }
    try program.write("gpu.csv", rows.joined(separator: "\n") + "\n")
    try program.write("part.csv", rows.prefix(11).joined(separator: "\n") + "\n")
    let folder = program.home
    #expect(try program.run("ingest", folder + "/gpu.csv", folder + "/part.csv").status == 0)
    let report = try program.run("report", "--since", "2026-09-21", "--until", "2026-09-22").output
    // From the first reading to the last, and the minute of the first.
    #expect(report.contains("2.87 GPU hours on 2 GPUs (NVIDIA L4), idle 80.0 % of them"), "\(report)")
    let half = try program.run("report", "--since", "2026-09-21T11:00", "--until", "2026-09-22").output
    #expect(half.contains("0.87 GPU hours on 2 GPUs"), "\(half)")
    let filtered = try program.run("report", "--since", "2026-09-21", "--filter", "model=x").output
    #expect(!filtered.contains("GPU hours"))
  }
}
