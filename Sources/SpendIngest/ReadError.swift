import Glibc
import SpendCore

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
