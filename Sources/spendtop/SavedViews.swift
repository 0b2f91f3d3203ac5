import Foundation
import SpendCore
import SpendDashboard

/// Views that were kept under a name: a file with a line for each, `name = line of the palette`.
struct SavedViews: Sendable {
  let path: String

  /// Beside what other programs keep for a person between two runs.
  static var standard: SavedViews { SavedViews(path: UserFolders.here.state + "/views") }

  /// Saved views by name; empty without a file.
  func load() -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var views: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let sign = line.range(of: " = ") else { continue }
      views[String(line[..<sign.lowerBound])] = String(line[sign.upperBound...])
    }
    return views
  }

  func keep(_ line: String, as name: String) throws(UserMessage) {
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

extension DashboardHost {
  /// Keeps views in `savedViews` and writes exports into a folder; what is there is never written over.
  init(savedViews: SavedViews, exportsTo folder: String) {
    self.init()
    self.savedViews = savedViews.load()
    save = { name, line in try savedViews.keep(line, as: name) }
    export = { name, text in
      let path = folder + "/" + name
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      } catch {
        throw UserMessage("cannot write \"\(name)\"", because: error.localizedDescription)
      }
      return "written to \(path)"
    }
  }
}
