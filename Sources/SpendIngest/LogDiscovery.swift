import Glibc
import SpendCore

/// Finds the files that the sources name.
struct LogDiscovery {
  /// Files of ours that may lie in a followed directory: opening the database by other means in the
  /// same process would drop SQLite's locks.
  let ownFiles: Set<FileID>
  private(set) var logs: [DiscoveredLog] = []
  private(set) var notices: [SourceNotice] = []
  /// Directories that hold, or may come to hold, files of the sources.
  private(set) var directories: [String] = []
  private var seen: Set<FileID> = []
  private var source = 0
  /// The folder that the source names, without links; nil for single files.
  private var root: String?
  /// The pattern names files below any folder: not those that links lead out to.
  private var isBelowAnything = false

  struct FileID: Hashable {
    var device: UInt64
    var inode: UInt64

    init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }

    init(_ status: stat) {
      self.init(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
  }

  private static let deepest = 64

  init(_ sources: [LogSource], ownFiles: Set<FileID> = []) {
    self.ownFiles = ownFiles
    for (index, source) in sources.enumerated() where !source.isStandardInput {
      self.source = index
      search(source.path)
    }
    // Oldest first: history reaches the database in about the order it happened.
    logs.sort { ($0.modifiedNanoseconds, $0.path) < ($1.modifiedNanoseconds, $1.path) }
  }

  /// Only the files at `paths`, all of which match a source and are not links.
  init(paths: [String], sourceOfPath: [String: Int], ownFiles: Set<FileID>) {
    self.ownFiles = ownFiles
    for path in paths {
      var status = stat()
      guard let known = sourceOfPath[path], lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else {
        continue
      }
      source = known
      visit(path, status, depth: 1, mayBeLink: false)
    }
  }

  static func id(ofPath path: String) -> FileID? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileID(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  private mutating func search(_ path: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      root = Self.real(path)
      visit(path, status, depth: 0, mayBeLink: true)
    } else if path.contains(where: { "*?[".contains($0) }) {
      let found = (logs.count, notices.count)
      let pattern = Pattern(path)
      root = Self.real(pattern.root)
      match(pattern)
      if (logs.count, notices.count) == found {
        notices.append(.init(path: path, kind: .missing, detail: "no file matches this pattern"))
      }
    } else {
      let kind: SourceNotice.Kind = errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable
      notices.append(.init(path: path, kind: kind, detail: String(cString: strerror(errno))))
      directories.append(PathComponents.folder(of: path))
    }
  }

  private mutating func visit(_ path: String, _ status: stat, depth: Int, mayBeLink: Bool) {
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      let id = FileID(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      guard !ownFiles.contains(id), !Self.isSidecar(path), seen.insert(id).inserted else { return }
      let log = Self.withLog(path, status)
      if depth == 0 { directories.append(PathComponents.folder(of: path)) }
      logs.append(
        DiscoveredLog(
          path: path, source: source, device: id.device, inode: id.inode, size: log.size,
          modifiedNanoseconds: log.modified,
          mayBeLink: mayBeLink))
    case S_IFDIR: walk(path, depth: depth)
    default:
      notices.append(
        .init(path: path, kind: .notAFile, detail: "it is neither a file nor a directory; use - for a pipe"))
    }
  }

  /// Files that SQLite keeps beside a database.
  private static func isSidecar(_ path: String) -> Bool {
    ["-wal", "-shm", "-journal"].contains { path.hasSuffix($0) && path.contains(".db") }
  }

  /// Size and time of a file; of a database together with its log, where changes go first.
  private static func withLog(_ path: String, _ status: stat) -> (size: Int64, modified: Int64) {
    func modified(_ status: stat) -> Int64 {
      Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }
    var beside = stat()
    guard path.hasSuffix(".db"), stat(path + "-wal", &beside) == 0, beside.st_mode & S_IFMT == S_IFREG else {
      return (Int64(status.st_size), modified(status))
    }
    return (Int64(status.st_size) &+ Int64(beside.st_size), max(modified(status), modified(beside)))
  }

  /// All files below a directory, hidden ones excepted.
  private mutating func walk(_ path: String, depth: Int) {
    guard depth < Self.deepest else { return }
    forEachEntry(of: path, isWanted: { !$0.hasPrefix(".") }) { search, name, status, isLink in
      guard !name.hasPrefix(".") else { return }
      search.visit(path == "/" ? "/\(name)" : "\(path)/\(name)", status, depth: depth + 1, mayBeLink: isLink)
    }
  }

  /// Calls `body` with the files and folders in a directory. A link counts as what it points to when that
  /// is a file below the source's folder, or when the source names the link; other entries of the wanted names
  /// are reported.
  private mutating func forEachEntry(
    of path: String, namesLinks: Bool = false, isWanted: (String) -> Bool,
    _ body: (inout LogDiscovery, String, stat, Bool) -> Void
  ) {
    guard let directory = opendir(path) else {
      notices.append(.init(path: path, kind: .unreadable, detail: String(cString: strerror(errno))))
      return
    }
    defer { closedir(directory) }
    directories.append(path)
    let descriptor = dirfd(directory)
    while let entry = readdir(directory) {
      let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) {
          (String(cString: $0), String(validatingCString: $0) != nil)
        }
      }
      guard name != ".", name != ".." else { continue }
      guard isText else {
        if isWanted(name) {
          notices.append(
            .init(path: "\(path)/\(name)", kind: .unreadable, detail: "its name is not UTF-8; rename it"))
        }
        continue
      }
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let isLink = status.st_mode & S_IFMT == S_IFLNK
      let why: String?
      switch status.st_mode & S_IFMT {
      case S_IFREG, S_IFDIR: why = nil
      case S_IFLNK: why = whyNotFollowed("\(path)/\(name)", isNamed: namesLinks && isWanted(name), &status)
      default: why = "it is neither a file nor a directory"
      }
      if let why {
        guard isWanted(name) else { continue }
        notices.append(
          .init(path: "\(path)/\(name)", kind: .notAFile, detail: "\(why); it is passed over"))
      } else {
        body(&self, name, status, isLink)
      }
    }
  }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Reason why a link inside a folder is not followed; nil when it is, and `status` is that of its
  /// target.
  private func whyNotFollowed(_ path: String, isNamed: Bool, _ status: inout stat) -> String? {
    guard let target = Self.real(path), stat(path, &status) == 0 else {
      return errno == ELOOP ? "it is a link to itself" : "it is a link to nothing that can be read"
    }
    guard let root, isNamed || target.hasPrefix(root == "/" ? root : root + "/") || isContainerLog(target)
    else {
      return "it is a link to outside of the folder, and no source names what it points to"
    }
    return status.st_mode & S_IFMT == S_IFREG ? nil : "it is a link to no file"
  }

  /// True when the source is the folder of links that a container runtime keeps, and the file one of its
  /// logs.
  private func isContainerLog(_ target: String) -> Bool {
    guard let root, root.hasSuffix("/containers") else { return false }
    return target.hasPrefix(PathComponents.folder(of: root) + "/pods/")
      || target.hasPrefix("/var/lib/docker/containers/")
  }

  // MARK: Patterns

  /// A path with wildcards, cut into what is fixed and what must match.
  private struct Pattern {
    var root: String
    var parts: [String]

    init(_ path: String) {
      var fixed: [Substring] = []
      var rest = path.split(separator: "/", omittingEmptySubsequences: true)[...]
      while let part = rest.first, !part.contains(where: { "*?[".contains($0) }) {
        fixed.append(part)
        rest = rest.dropFirst()
      }
      root = (path.hasPrefix("/") ? "/" : "") + fixed.joined(separator: "/")
      if root.isEmpty { root = "." }
      parts = rest.map(String.init)
    }
  }

  private mutating func match(_ pattern: Pattern) {
    isBelowAnything = pattern.parts.contains("**")
    match(pattern.root, pattern.parts[...], depth: 0)
  }

  private mutating func match(_ folder: String, _ parts: ArraySlice<String>, depth: Int) {
    guard let part = parts.first, depth < Self.deepest else { return }
    let rest = parts.dropFirst()
    if part == "**" {
      guard !rest.isEmpty else { return walk(folder, depth: depth) }
      match(folder, rest, depth: depth + 1)
    }
    let isWanted = { (name: String) in part != "**" && fnmatch(part, name, FNM_PERIOD) == 0 }
    let namesLinks = rest.isEmpty && part != "**" && !isBelowAnything
    forEachEntry(of: folder, namesLinks: namesLinks, isWanted: isWanted) { search, name, status, isLink in
      let path = folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      if part == "**" {
        if isFolder, !name.hasPrefix(".") { search.match(path, parts, depth: depth + 1) }
        return
      }
      guard isWanted(name) else { return }
      if !rest.isEmpty {
        if isFolder { search.match(path, rest, depth: depth + 1) }
      } else if !isFolder {
        search.visit(path, status, depth: depth + 1, mayBeLink: isLink)
      }
    }
  }
}
