import Foundation
import SpendFormats

/// What a byte of each format costs to read, beside a byte of OpenAI's chat answers.
enum FormatBench {
  struct Line {
    var name: String
    /// Nanoseconds.
    var perByte: Double
    var perEvent: Double
  }

  private static let textBytes = 1 << 21
  private static let reference = "openai-chat"

  static func run() -> [Line] {
    FormatRegistry.all.map { format in
      let sample = format.samples.map { Array($0.lines.utf8) + [0x0A] }.joined()
      var text: [UInt8] = []
      // The header of a table stands once; other samples are repeated as they are.
      let isTable = sample.first != UInt8(ascii: "{") && format.samples[0].lines.hasPrefix("20") == false
      let header = isTable ? sample.prefix { $0 != 0x0A }.count + 1 : 0
      text.append(contentsOf: sample)
      while text.count < textBytes { text.append(contentsOf: sample.dropFirst(header)) }
      let lines = SampleLines(text)
      var best = Double.infinity
      var events = 0
      for _ in 0..<5 {
        let decoder = LogDecoder()
        events = 0
        let taken = ContinuousClock().measure { lines.decode(decoder, emit: { _ in events += 1 }) }
        best = min(best, taken / .nanoseconds(1))
      }
      return Line(
        name: "\(format.name)", perByte: best / Double(text.count), perEvent: best / Double(max(1, events)))
    }
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
