import SpendScreen
import SpendText

/// A list to choose one from.
struct MenuPopup {
  let menu: Menu

  init(_ menu: Menu) { self.menu = menu }

  private func box(_ region: Region) -> Region {
    let widest = menu.items.reduce(menu.title.count + 2) { max($0, SafeText($1.text).width) }
    return region.centred(height: menu.items.count + 2, width: widest + 6)
  }

  private func first(_ height: Int) -> Int {
    Table.offset(0, selection: menu.selection, count: menu.items.count, height: height)
  }

  func render(onto grid: inout CellGrid, in region: Region) {
    let box = box(region)
    grid.clear(box)
    let inner = Frame(title: SafeText(menu.title), note: "", hasFocus: true, isBox: true).render(
      onto: &grid, in: box)
    let first = first(inner.height)
    for (row, item) in menu.items.dropFirst(first).prefix(inner.height).enumerated() {
      let isSelected = first + row == menu.selection
      let text = SafeText((isSelected ? "▸" : " ") + item.text).cut(to: inner.width - 1)
      grid.write(text, row: row, column: 0, ink: isSelected ? .focus : .text, in: inner)
      if isSelected { grid.reverse(row: row, in: inner) }
    }
  }

  /// The item at a cell of the screen; nil beside the list.
  func item(row: Int, column: Int, on size: ScreenSize) -> Int? {
    let inner = box(Region(height: size.height, width: size.width)).inset()
    guard inner.contains(row: row, column: column) else { return nil }
    let item = first(inner.height) + row - inner.row
    return menu.items.indices.contains(item) ? item : nil
  }
}
