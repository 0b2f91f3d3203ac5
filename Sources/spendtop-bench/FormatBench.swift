import Foundation
import SpendLogFormats

/// Time per byte of each format, relative to OpenAI chat responses. The lines are the formats' own
/// samples, which have the fields of real records: a request has a fixed cost, which shorter lines would
/// overstate.
enum FormatBench {
  struct Line {
    var name: String
    /// Nanoseconds.
    var perByte: Double
    var perEvent: Double
  }

  private static let textBytes = 1 << 20
  private static let reference = "openai-chat"

  static func run(only name: String? = nil) -> [Line] {
    let formats = FormatRegistry.all.filter { format in
      name.map { "\(format.name)" == $0 || "\(format.name)" == reference } ?? true
    }
    return formats.map { format in
      let sample: [UInt8] = format.samples.flatMap { Array($0.lines.utf8) + [0x0A] }
      var text: [UInt8] = []
      // The header of a table stands once; other samples are repeated as they are.
      let header = sample.first == UInt8(ascii: "{") ? 0 : sample.prefix { $0 != 0x0A }.count + 1
      let rows = header < sample.count ? Array(sample.dropFirst(header)) : sample
      text.append(contentsOf: sample)
      while text.count < textBytes { text.append(contentsOf: rows) }
      let lines = SampleLines(text)
      var best = Double.infinity
      var events = 0
      for _ in 0..<9 {
        let decoder = LogDecoder()
        events = 0
        let start = cpuNanoseconds
        lines.decode(decoder, emit: { _ in events += 1 })
        best = min(best, Double(cpuNanoseconds - start))
      }
      return Line(
        name: "\(format.name)", perByte: best / Double(text.count), perEvent: best / Double(max(1, events)))
    }
  }

  /// Time of the processor, which others on the machine do not lengthen much.
  private static var cpuNanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  static func print(_ lines: [Line]) {
    guard let base = lines.first(where: { $0.name == reference })?.perByte else { return }
    Swift.print("format\tns per byte\tof \(reference)\tns per event")
    for line in lines {
      Swift.print(
        line.name
          + String(format: "\t%.2f\t%.2f×\t%.0f", line.perByte, line.perByte / base, line.perEvent))
    }
  }
}
