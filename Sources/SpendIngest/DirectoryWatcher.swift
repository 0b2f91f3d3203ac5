import Glibc

/// Reports files that may have changed, by inotify. The report is only a hint: a full scan every few
/// seconds is authoritative, and is the only method where inotify is unavailable.
final class DirectoryWatcher {
  enum Change: Equatable {
    case nothing
    case files(Set<String>)
    /// Directories came or went, or events were lost: look at everything.
    case everything
  }

  private let descriptor: Int32
  private var paths: [Int32: String] = [:]
  private var watches: [String: Watch] = [:]

  private struct Watch {
    var number: Int32
    /// Identity of the directory at that time: another one may have the path now, without an event while
    /// files of the old one are open.
    var folder: LogDiscovery.FileID?
  }

  /// Reason why a directory is not watched; nil when all are.
  private(set) var refusal: String?

  init() {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    if descriptor < 0 { refusal = Self.reason(errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Watches these directories and no others.
  func watch(_ directories: [String]) {
    guard descriptor >= 0 else { return }
    let wanted = Set(directories.map { $0.isEmpty ? "/" : $0 })
    for (path, watch) in watches
    where !wanted.contains(path) || LogDiscovery.id(ofPath: path) != watch.folder {
      inotify_rm_watch(descriptor, watch.number)
      forget(watch.number)
    }
    let events = UInt32(
      IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF
        | IN_MOVE_SELF)
    refusal = nil
    for path in wanted where watches[path] == nil {
      let watch = inotify_add_watch(descriptor, path, events)
      guard watch >= 0 else {
        // A directory that was just removed is not an error.
        if errno != ENOENT { refusal = Self.reason(errno) }
        continue
      }
      watches[path] = Watch(number: watch, folder: LogDiscovery.id(ofPath: path))
      paths[watch] = path
    }
  }

  private func forget(_ watch: Int32) {
    if let path = paths.removeValue(forKey: watch), watches[path]?.number == watch { watches[path] = nil }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOSPC: "the limit fs.inotify.max_user_watches is reached"
    case EMFILE: "the limit fs.inotify.max_user_instances is reached"
    default: String(cString: strerror(code))
    }
  }

  /// Waits until something may have changed, `stop` is readable, or the time is over.
  func wait(milliseconds: Int32, stop: Int32) -> Change {
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&waiting, 2, milliseconds)
    guard ready > 0, waiting[0].revents & Int16(POLLIN) != 0 else { return .nothing }
    return drain()
  }

  private func drain() -> Change {
    var files: Set<String> = []
    var lookEverywhere = false
    let header = MemoryLayout<inotify_event>.size
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return }
        var offset = 0
        while offset + header <= count {
          let event = UnsafeRawBufferPointer(buffer).loadUnaligned(
            fromByteOffset: offset, as: inotify_event.self)
          let nameStart = offset + header
          offset = nameStart + Int(event.len)
          let structural = UInt32(IN_Q_OVERFLOW | IN_ISDIR | IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)
          if event.mask & structural != 0 {
            lookEverywhere = true
            // Another directory may have the path by now, and is watched at the next look.
            if event.mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(descriptor, event.wd) }
            if event.mask & UInt32(IN_IGNORED | IN_MOVE_SELF) != 0 { forget(event.wd) }
          } else if event.len > 0, let folder = paths[event.wd], let base = buffer.baseAddress {
            let name = String(cString: (base + nameStart).assumingMemoryBound(to: CChar.self))
            files.insert(folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)")
          }
        }
      }
    }
    if lookEverywhere { return .everything }
    return files.isEmpty ? .nothing : .files(files)
  }
}
