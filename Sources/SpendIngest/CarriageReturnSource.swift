/// A file whose lines end with carriage returns alone, with line feeds in their place.
final class CarriageReturnSource: ByteSource {
  private let carrier: any ByteSource
  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  init(_ carrier: any ByteSource) {
    self.carrier = carrier
  }

  var inputOffset: Int64 { carrier.inputOffset }
  var isFinal: Bool { carrier.isFinal }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try carrier.read(into: buffer)
    for position in 0..<count where buffer[position] == Self.carriageReturn {
      buffer[position] = Self.lineFeed
    }
    return count
  }

  /// True for the first bytes of such a file: at least two lines, both records or both rows of a table. Programs
  /// that show their progress write carriage returns before their first line, too.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard !bytes.contains(lineFeed) else { return false }
    let lines = bytes.split(separator: carriageReturn, maxSplits: 2)
    guard lines.count > 1 else { return false }
    let brace = UInt8(ascii: "{")
    if lines[0].first(where: { $0 > 0x20 }) == brace { return lines[1].first { $0 > 0x20 } == brace }
    return [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].contains { delimiter in
      let columns = lines[0].count { $0 == delimiter }
      return columns > 1 && lines[1].count { $0 == delimiter } == columns
    }
  }
}
