import Glibc
import SpendCore

/// Compression or encoding of a file.
enum Codec: String {
  case plain
  case gzip
  case zstd
  /// UTF-16 with a byte order mark.
  case utf16 = "utf-16"
  /// Lines that end with carriage returns alone.
  case carriageReturns = "cr"
  /// Rows of a tool's database.
  case sqlite

  /// Detects the codec from the first bytes, at most `Fingerprint.longestHead`, because a file name may be wrong.
  init(magic bytes: UnsafeRawBufferPointer) {
    if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
      self = .gzip
    } else if bytes.count >= 4, bytes[1...3].elementsEqual([0xB5, 0x2F, 0xFD]), bytes[0] == 0x28 {
      self = .zstd
    } else if bytes.count >= 4, bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18]), bytes[0] & 0xF0 == 0x50 {
      self = .zstd
    } else if bytes.starts(with: "SQLite format 3\0".utf8) {
      self = .sqlite
    } else if UTF16Source.begins(bytes) {
      self = .utf16
    } else if CarriageReturnSource.begins(bytes) {
      self = .carriageReturns
    } else {
      self = .plain
    }
  }

  /// The decoded bytes of `carrier`, which begins at the first byte where the codec decodes; nil for a database.
  func source(over carrier: any ByteSource) throws -> (any ByteSource)? {
    switch self {
    case .plain: carrier
    case .gzip: try GzipSource(carrier)
    case .zstd: try ZstdSource(carrier)
    case .utf16: UTF16Source(carrier)
    case .carriageReturns: CarriageReturnSource(carrier)
    case .sqlite: nil
    }
  }

  /// Offsets are those of the decoded bytes, and every reading begins at the first byte.
  var isDecoded: Bool {
    switch self {
    case .gzip, .zstd, .utf16, .carriageReturns: true
    case .plain, .sqlite: false
    }
  }

  /// The file is written at once, not line by line.
  var isArchive: Bool { self == .gzip || self == .zstd }
}
