import Foundation

/// The lines that a container runtime split and whose last part has not come yet, one for each stream of
/// output. Bounded: what does not fit is dropped and counted.
struct PartialLines: Codable {
  private struct Line: Codable {
    var stream: String
    var text: Data
  }

  private var lines: [Line] = []
  private(set) var bytes = 0

  static let mostBytes = 16 << 20
  static let mostStreams = 64

  enum Outcome {
    /// The part is kept until the rest of its line comes.
    case kept
    /// The part is kept; another line's parts were dropped for it.
    case keptWithLoss
    /// The line is whole.
    case whole([UInt8])
    /// The line is longer than what is kept of one.
    case tooLong
  }

  var isEmpty: Bool { lines.isEmpty }

  /// True when parts of a line of this stream are kept.
  func has(_ stream: String) -> Bool { lines.contains { $0.stream == stream } }

  /// The bytes that are kept of a stream's line.
  func length(of stream: String) -> Int { lines.first { $0.stream == stream }?.text.count ?? 0 }

  /// The streams whose names begin with `start`.
  func streams(of start: String) -> [String] { lines.map(\.stream).filter { $0.hasPrefix(start) } }

  /// Drops the kept part of a stream's line. Returns false without one.
  @discardableResult
  mutating func drop(_ stream: String) -> Bool {
    guard let index = lines.firstIndex(where: { $0.stream == stream }) else { return false }
    bytes -= lines.remove(at: index).text.count
    return true
  }

  /// Adds a part. The first part of a line that was kept before goes first.
  mutating func take(_ part: UnsafeRawBufferPointer, of stream: String, isLast: Bool) -> Outcome? {
    let index = lines.firstIndex { $0.stream == stream }
    if isLast {
      guard let index else { return nil }
      let line = lines.remove(at: index)
      bytes -= line.text.count
      guard line.text.count + part.count <= Self.mostBytes, !line.text.isEmpty else { return .tooLong }
      return .whole([UInt8](line.text) + part)
    }
    guard let index else { return begin(part, stream) }
    // An empty text marks a line whose parts were dropped: its rest is dropped, too.
    guard !lines[index].text.isEmpty else { return .kept }
    guard bytes + part.count <= Self.mostBytes else {
      bytes -= lines[index].text.count
      lines[index].text = Data()
      return .keptWithLoss
    }
    lines[index].text.append(contentsOf: part)
    bytes += part.count
    return .kept
  }

  private mutating func begin(_ part: UnsafeRawBufferPointer, _ stream: String) -> Outcome {
    guard !part.isEmpty else { return .kept }
    var hasLoss = false
    while !lines.isEmpty, lines.count >= Self.mostStreams || bytes + part.count > Self.mostBytes {
      bytes -= lines.removeFirst().text.count
      hasLoss = true
    }
    guard part.count <= Self.mostBytes else { return .tooLong }
    lines.append(Line(stream: stream, text: Data(part)))
    bytes += part.count
    return hasLoss ? .keptWithLoss : .kept
  }
}
