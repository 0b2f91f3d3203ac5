import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen
import SpendText

/// The largest changes against the range before, over all tables.
struct MoversPanel {
  let movers: [Mover]

  func render(onto grid: inout CellGrid, in region: Region) {
    let inner = Frame(title: "Movers", note: "against the range before").render(onto: &grid, in: region)
    let style = MoneyText(for: Money(nanodollars: movers.first?.size ?? 0))
    Table(
      columns: [
        .init("change", .number, priority: 0, least: 9), .init("value", .label(least: 10), priority: 1),
        .init("of", .text, priority: 3), .init("Δ", .number, priority: 2, least: 6),
      ], count: movers.count
    ) { row in
      let mover = movers[row]
      let isUp = mover.change.now > mover.change.before
      let amount = style.text(Money(nanodollars: mover.size))
      return [
        .text(SafeText((isUp ? "+" : "-") + amount), isUp ? .warning : .good), .text(label(mover.key)),
        .text(SafeText(mover.dimension.title.lowercased()), .muted),
        .text(SafeText(DeltaText.text(mover.change)), DeltaText.ink(mover.change)),
      ]
    }.render(onto: &grid, in: inner)
  }
}
