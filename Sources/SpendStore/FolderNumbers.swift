import Glibc
import SpendCore

/// Numbers for the folders of many paths, from 0 on, in the order of their first path.
struct FolderNumbers {
  private var folders = NumberedNames()
  /// Bytes of the last path before its last slash, and their number: neighbouring rows often share a folder.
  private var lastPrefix: [UInt8] = []
  private var last = 0

  /// Folders by number, as `PathComponents.folder(of:)` names them; `-` for standard input.
  var names: [String] { folders.names }

  /// The number of the folder of a path in UTF-8. A new folder has the number `names.count` before the call.
  mutating func number(ofPath path: UnsafeRawBufferPointer) -> Int {
    // Text is compared as bytes: characters take ten times as long.
    guard let start = path.baseAddress, let count = path.lastIndex(of: UInt8(ascii: "/")), count > 0
    else {
      // A name without a folder, a file of the root, or standard input.
      let path = String(decoding: path, as: UTF8.self)
      return folders.number(of: path == "-" ? path : PathComponents.folder(of: path))
    }
    let isLast =
      count == lastPrefix.count
      && lastPrefix.withUnsafeBytes {
        $0.baseAddress.map { memcmp($0, start, count) == 0 } ?? false
      }
    if isLast { return last }
    let prefix = UnsafeRawBufferPointer(start: start, count: count)
    lastPrefix.removeAll(keepingCapacity: true)
    lastPrefix.append(contentsOf: prefix)
    last = folders.number(of: String(decoding: prefix, as: UTF8.self))
    return last
  }
}
