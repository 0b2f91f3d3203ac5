import Foundation
public import SpendCore

/// Views that were kept under a name: a file with a line for each, `name = line of the palette`.
public struct SavedViews: Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// Beside what other programs keep for a person between two runs.
  public static var standard: SavedViews { SavedViews(path: UserFolders.here.state + "/views") }

  /// Saved views by name; empty without a file.
  public func load() -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var views: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let sign = line.range(of: " = ") else { continue }
      views[String(line[..<sign.lowerBound])] = String(line[sign.upperBound...])
    }
    return views
  }

  public func keep(_ line: String, as name: String) throws(UserMessage) {
    var views = load()
    views[name] = line
    let text = views.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
    do {
      let folder = PathComponents.folder(of: path)
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw UserMessage("cannot save the view", because: error.localizedDescription)
    }
  }
}
