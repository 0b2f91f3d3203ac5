import Glibc

/// Decodes a text the way a file is read: line by line, records over several lines joined, with room
/// behind every line.
public struct SampleLines: Sendable {
  private let bytes: [UInt8]
  private let count: Int

  public init(_ text: [UInt8]) {
    count = text.count
    bytes = text + [UInt8](repeating: 0, count: 64)
  }

  private static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
    guard start < end, let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, end - start)
    else {
      return end
    }
    return UnsafeRawPointer(found) - base
  }

  /// Hands every line to `decoder`. `emit` gets the events, `reject` the lines that could not be read.
  public func decode(
    _ decoder: LogDecoder, emit: (borrowing EventDraft) -> Void, reject: (LineRejection) -> Void = { _ in }
  ) {
    bytes.withUnsafeBytes { all in
      var start = 0
      var number: Int64 = 1
      var searchFrom = 0
      while start < count {
        let end = Self.lineEnd(in: all, from: searchFrom, to: count)
        var lineEnd = end
        if lineEnd > start, all[lineEnd - 1] == 0x0D { lineEnd -= 1 }
        var line = RawLine(
          bytes: UnsafeRawBufferPointer(rebasing: all[start..<lineEnd]), offset: Int64(start), number: number)
        line.mayContinue = end < count
        var goesOn = false
        if line.bytes.contains(where: { $0 > 0x20 }) {
          do throws(LineRejection) {
            switch try decoder.decode(line, emit: emit) {
            case .continues: goesOn = end < count
            case .broken(let length, let reason):
              reject(reason)
              number += 1
              start += length + 1
              searchFrom = start
              continue
            case .events, .ignored, .unrecognised: break
            }
          } catch {
            reject(error)
          }
        }
        searchFrom = end + 1
        if goesOn { continue }
        number += 1
        start = end + 1
      }
    }
  }
}
