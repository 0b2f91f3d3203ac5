import SpendCore

/// Numbers for the folders of many paths, from 0 on, in the order of their first path.
struct FolderNumbers {
  private var numbers: [String: Int] = [:]
  /// Folders by number, as `PathComponents.folder(of:)` names them; `-` for standard input.
  private(set) var names: [String] = []
  /// Bytes of the last path up to its last slash, and their number: neighbouring rows often share a folder.
  private var lastPrefix: [UInt8] = []
  private var last: Int?

  /// The number of the folder of a path in UTF-8. A new folder has the number `names.count` before the call.
  mutating func number(ofPath path: UnsafeRawBufferPointer) -> Int {
    let prefix = UnsafeRawBufferPointer(rebasing: path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    // Names without a slash and files of the root have no bytes before it.
    if !prefix.isEmpty, let last, prefix.elementsEqual(lastPrefix) { return last }
    let path = String(decoding: path, as: UTF8.self)
    let name = path == "-" ? path : PathComponents.folder(of: path)
    let number = numbers[name] ?? names.count
    if number == names.count {
      numbers[name] = number
      names.append(name)
    }
    lastPrefix = Array(prefix)
    last = number
    return number
  }
}
