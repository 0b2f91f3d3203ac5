/// A list to choose one from, over the screen.
public struct Menu: Sendable, Hashable {
  var title: String
  var items: [Item]
  var selection = 0

  struct Item: Sendable, Hashable {
    var text: String
    var action: Action
  }

  /// Begins at the item that is in force.
  init(_ title: String, _ items: [Item], at current: Action? = nil) {
    self.title = title
    self.items = items
    selection = items.firstIndex { $0.action == current } ?? 0
  }

  mutating func move(by step: Int) {
    selection = min(max(0, selection + step), max(0, items.count - 1))
  }
}
