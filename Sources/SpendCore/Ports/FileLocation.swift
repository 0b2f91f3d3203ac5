/// Last known location of a stream's file; hints only.
public struct FileLocation: Sendable, Hashable {
  public var path: String
  public var device: UInt64
  public var inode: UInt64
  /// Size and change times of the carrier as of the last complete reading, to skip it unread.
  public var size: Int64
  public var modifiedNanoseconds: Int64
  public var codec: String

  public init(
    path: String, device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64, codec: String
  ) {
    self.path = path
    self.device = device
    self.inode = inode
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.codec = codec
  }
}
