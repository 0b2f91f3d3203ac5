import Foundation

/// Another process that has locked a database for writing.
struct LockHolder: CustomStringConvertible {
  var process: Int32
  /// Process name; empty when unknown.
  var name: String

  var description: String { "process \(process)" + (name.isEmpty ? "" : " (\(name))") }

  /// SQLite locks ranges of a file, `WriterLock` all of it.
  enum Kind: String { case range = "POSIX", file = "FLOCK" }

  /// All of a database, as the system's table of locks has them. The files themselves are not opened:
  /// closing them again would drop the locks of this process.
  static func all(ofDatabase path: String, kind: Kind = .range) -> [LockHolder] {
    let inodes = [path, path + "-shm"].compactMap(inode)
    guard !inodes.isEmpty, let table = text("/proc/locks") else { return [] }
    let processes = Set(table.split(separator: "\n").compactMap { holder($0, of: inodes, kind) })
    return processes.subtracting([getpid()]).sorted().map { process in
      let name = text("/proc/\(process)/comm")?.filter { $0 >= " " && $0 < "\u{7F}" }
      return LockHolder(process: process, name: name ?? "")
    }
  }

  /// A line is such as `1: POSIX  ADVISORY  WRITE 1234 08:01:131075 120 120`.
  private static func holder(_ line: Substring, of inodes: [UInt64], _ kind: Kind) -> Int32? {
    let fields = line.split(separator: " ")
    guard fields.count == 8, fields[1] == kind.rawValue, fields[3] == "WRITE",
      let inode = fields[5].split(separator: ":").last.flatMap({ UInt64($0) }), inodes.contains(inode),
      let process = Int32(fields[4]), process > 0
    else { return nil }
    return process
  }

  private static func inode(_ path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}
