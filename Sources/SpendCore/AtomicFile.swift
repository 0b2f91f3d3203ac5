public import Foundation

/// Files that readers see whole: written beside their place, then put there in one step.
public enum AtomicFile {
  /// Throws `CocoaError`. A link at `path` is replaced, not followed.
  ///
  /// - Parameter owner: The owner and the group of the new file; nil for those of this process.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: UInt16, owner: (user: uid_t, group: gid_t)? = nil
  ) throws {
    let temporary = "\(path).\(UUID().uuidString.prefix(8)).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
    guard file >= 0 else { throw error(temporary) }
    do {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          Foundation.write(file, $0.baseAddress.map { $0 + written }, bytes.count - written)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw error(temporary) }
        written += count
      }
      // Before the mode: a change of the owner takes rights away.
      if let owner, owner != (geteuid(), getegid()) {
        guard fchown(file, owner.user, owner.group) == 0 else { throw error(path) }
      }
      guard fchmod(file, mode_t(mode)) == 0, fsync(file) == 0, rename(temporary, path) == 0 else {
        throw error(path)
      }
      close(file)
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
  }

  private static func error(_ path: String) -> CocoaError {
    let reason = String(cString: strerror(errno))
    return CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: "\(path): \(reason)"])
  }
}
