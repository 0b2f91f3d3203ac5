import Foundation
import SpendCore
import SpendDashboard
import SpendSettings

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
