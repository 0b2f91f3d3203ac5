import Foundation

/// Where a database is, whatever links lead to it: SQLite keeps its log beside the file itself.
public enum DatabasePlace {
  /// The path without links; of a file that is not there yet, by its folder's.
  public static func real(_ path: String) -> String {
    if let whole = resolved(path) { return whole }
    let folder = (path as NSString).deletingLastPathComponent
    guard let real = resolved(folder.isEmpty ? "." : folder) else { return path }
    return (real as NSString).appendingPathComponent((path as NSString).lastPathComponent)
  }

  /// Whether an open file is another machine's. NFS and SMB make flock(2) from the kind of lock that SQLite
  /// uses, which would then wait for its own process.
  static func isRemote(_ descriptor: Int32) -> Bool {
    var file = stat()
    guard fstat(descriptor, &file) == 0,
      let table = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
    else { return false }
    // As makedev(3) has it.
    let device = UInt64(file.st_dev)
    let name = "\((device >> 8) & 0xFFF):\((device & 0xFF) | ((device >> 12) & ~0xFF))"
    return table.split(separator: "\n").contains { line in
      // A line is such as `36 35 0:45 / /mnt rw,noatime shared:1 - nfs4 host:/export rw`.
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == name, let dash = fields.firstIndex(of: "-"),
        dash + 1 < fields.count
      else { return false }
      return ["nfs", "nfs4", "cifs", "smb3"].contains(fields[dash + 1])
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
