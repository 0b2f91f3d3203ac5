import CSupport
import SpendCore

/// File systems of other machines, on which the shared memory of SQLite's write-ahead log does not work.
enum NetworkFileSystem {
  /// Numbers of statfs(2): NFS, SMB, CIFS, SMB2, AFS, Ceph, FUSE.
  private static let types: Set<Int> = [
    0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x00C3_6400, 0x6573_5546,
  ]

  /// True when a file is, or would be, on a network file system; false when unknown.
  static func holds(_ path: String) -> Bool {
    var status = statfs()
    guard statfs(path, &status) == 0 || statfs(PathComponents.folder(of: path), &status) == 0 else {
      return false
    }
    return types.contains(Int(status.f_type))
  }
}
