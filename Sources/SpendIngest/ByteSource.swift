import Glibc
import SpendCore

/// The decompressed bytes of one carrier, from its start or from a given offset.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` and returns how many bytes; 0 at the end. Throws `ReadError`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// Bytes of the carrier that have been consumed: what progress counts.
  var inputOffset: Int64 { get }
  /// True when the input has a definite end. A last line without a newline is then complete.
  var isFinal: Bool { get }
  /// True when no bytes are available now and more may come.
  var isWaiting: Bool { get }
}

extension ByteSource {
  var isWaiting: Bool { false }
}

/// Errors of reading a file.
enum ReadError: Error, Equatable {
  /// Reading was stopped on request.
  case stopped
  case system(call: String, code: Int32)
  /// The compressed data stops in the middle: it is still being written, or was cut.
  case unfinished
  /// The compressed data contradicts itself.
  case corrupt(String)
  /// The compressed data grows beyond what logs do: it was made to fill a disk.
  case bomb
  /// A database that cannot be read, or is of no known tool.
  case database(String)

  var message: String {
    switch self {
    case .stopped: "reading was stopped"
    case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
    case .unfinished: "the compressed data ends in the middle"
    case .corrupt(let why): "the compressed data is damaged: \(why)"
    case .bomb: "it expands to more than \(ExpansionLimit.ratio) times its size; the rest is left alone"
    case .database(let why): "the SQLite database cannot be read: \(why)"
    }
  }
}

/// Distinguishes a compressed log from a decompression bomb: a kilobyte of zstd can stand for thirty
/// megabytes, a log of real requests for ten to forty times its size.
struct ExpansionLimit {
  static let ratio: Int64 = 200
  /// Up to here anything may expand.
  static let harmless: Int64 = 1 << 30
  private var produced: Int64 = 0

  /// Notes bytes that came out of the first `consumed` bytes of a file. Throws `ReadError.bomb`.
  mutating func add(_ count: Int, consumed: Int64) throws {
    produced += Int64(count)
    if produced > Self.harmless, produced > Self.ratio * consumed { throw ReadError.bomb }
  }
}

/// Compression of a file.
enum Codec: String {
  case plain
  case gzip
  case zstd
  /// Rows of a tool's database.
  case sqlite

  /// Detects the codec from the first bytes, because a file name may be wrong.
  init(magic bytes: UnsafeRawBufferPointer) {
    if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
      self = .gzip
    } else if bytes.count >= 4, bytes[1...3].elementsEqual([0xB5, 0x2F, 0xFD]), bytes[0] == 0x28 {
      self = .zstd
    } else if bytes.count >= 4, bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18]), bytes[0] & 0xF0 == 0x50 {
      self = .zstd
    } else if bytes.starts(with: "SQLite format 3\0".utf8) {
      self = .sqlite
    } else {
      self = .plain
    }
  }
}

/// An open file descriptor that closes itself.
final class OpenFile: Sendable {
  let descriptor: Int32
  private let isOwned: Bool

  /// Opens for reading without following a link in the last place and without ever waiting for a
  /// writer. Throws `ReadError`.
  init(path: String, followingLink: Bool) throws {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
    descriptor = open(path, flags)
    isOwned = true
    if descriptor < 0 { throw ReadError.system(call: "open", code: errno) }
  }

  init(borrowing descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned, descriptor >= 0 { close(descriptor) }
  }

  func status() throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ReadError.system(call: "fstat", code: errno) }
    return status
  }

  /// Reads at an offset; fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(offset) + filled)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw ReadError.system(call: "read", code: errno)
      }
      filled += count
    }
    return filled
  }
}

/// A file as it is.
final class PlainSource: ByteSource {
  private let file: OpenFile
  private var offset: Int64
  private let stop: StopSignal?
  let isFinal: Bool

  /// - Parameter stop: Ends reading with `ReadError.stopped`, also in the middle of data without output.
  init(_ file: OpenFile, from offset: Int64, isFinal: Bool, stop: StopSignal? = nil) {
    self.stop = stop
    self.file = file
    self.offset = offset
    self.isFinal = isFinal
    _ = posix_fadvise(file.descriptor, off_t(offset), 0, POSIX_FADV_SEQUENTIAL)
  }

  var inputOffset: Int64 { offset }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let stop, stop.isStopped { throw ReadError.stopped }
    let count = try file.read(into: buffer, at: offset)
    offset += Int64(count)
    return count
  }
}

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
