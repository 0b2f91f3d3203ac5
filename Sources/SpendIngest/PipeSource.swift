import Glibc
import SpendCore

/// A pipe or a terminal: what arrives, when it arrives, until it ends or reading is stopped.
final class PipeSource: ByteSource {
  private let descriptor: Int32
  private let stop: StopSignal
  private(set) var inputOffset: Int64 = 0
  /// Bytes that were peeked and not read yet.
  private var peeked: [UInt8] = []

  init(descriptor: Int32, stop: StopSignal) {
    self.descriptor = descriptor
    self.stop = stop
  }

  /// A line truncated by a stop is not complete.
  var isFinal: Bool { !stop.isStopped }

  var isWaiting: Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) == 0
  }

  /// Looks at the first bytes, at most 16, before anything is read.
  func peek<T>(_ body: (UnsafeRawBufferPointer) -> T) throws -> T {
    var bytes = [UInt8](repeating: 0, count: 16)
    var filled = 0
    while filled < bytes.count {
      let count = try bytes.withUnsafeMutableBytes {
        try receive(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if count == 0 { break }
      filled += count
      // A program that has sent this many bytes may wait for a response.
      if filled >= 4 { break }
    }
    peeked = Array(bytes[..<filled])
    return peeked.withUnsafeBytes(body)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = min(peeked.count, buffer.count)
    if count > 0 {
      buffer.copyBytes(from: peeked[..<count])
      peeked.removeFirst(count)
    } else {
      count = try receive(into: buffer)
    }
    inputOffset += Int64(count)
    return count
  }

  private func receive(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      var waiting = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waiting, 2, -1) >= 0 else {
        if errno == EINTR { continue }
        throw ReadError.system(call: "poll", code: errno)
      }
      if stop.isStopped { return 0 }
      guard waiting[0].revents != 0 else { continue }
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR || errno == EAGAIN else { throw ReadError.system(call: "read", code: errno) }
    }
  }
}
