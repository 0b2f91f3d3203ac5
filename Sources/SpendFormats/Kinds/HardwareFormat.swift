/// Readings of graphics processors. They say how long hardware was there, and are no requests.
struct NvidiaSMIFormat: TableFormat {
  var name: StaticString { "nvidia-smi" }
  var title: String { "nvidia-smi readings (CSV; hardware hours, no requests)" }
  var recognisedBy: String { "columns timestamp and utilization.gpu [%]" }

  func recognises(_ columns: [String]) -> Bool {
    func has(_ name: String) -> Bool {
      columns.contains { column in column.drop { $0 == " " }.hasPrefix(name) }
    }
    return has("timestamp") && (has("utilization.gpu") || has("power.draw") || has("memory.used"))
  }

  var columns: [StaticString] { [] }

  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection) {}

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        timestamp, index, name, utilization.gpu [%], memory.used [MiB], power.draw [W]
        2026/09/21 10:00:00.000, 0, NVIDIA H100 80GB HBM3, 86 %, 1567 MiB, 289.12 W
        """)
    ]
  }
}
