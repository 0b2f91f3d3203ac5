public import SpendText

/// Curves or stacked areas over time in braille: eight dots a cell.
public struct LineChart: Sendable {
  /// Values of each series, oldest first.
  public var series: [[Double]]
  /// The ink of each series; series beyond have the inks of their numbers.
  public var inks: [Ink] = []
  /// The label of a height on the scale; given its value.
  public var label: @Sendable (Double) -> SafeText
  /// Times below: place of the value they belong to, and text.
  public var ticks: [(index: Int, text: SafeText)]
  /// Series lie on each other and fill what is below them.
  public var isArea: Bool
  public var isLog: Bool
  /// Places that are marked on the axis.
  public var axisMarks: [Int] = []
  /// Curves differ by their dots, for terminals without colours.
  public var isPatterned = false

  public init(
    series: [[Double]], ticks: [(index: Int, text: SafeText)] = [], isArea: Bool = false,
    isLog: Bool = false, label: @escaping @Sendable (Double) -> SafeText
  ) {
    self.series = series
    self.ticks = ticks
    self.isArea = isArea
    self.isLog = isLog
    self.label = label
  }

  public func render(onto grid: inout CellGrid, in region: Region) {
    let count = series.map(\.count).max() ?? 0
    guard count > 0, region.height >= 1, region.width >= 4 else { return }
    let heights: [Double] =
      isArea
      ? (0..<count).map { index in series.reduce(0) { $0 + (index < $1.count ? max(0, $1[index]) : 0) } }
      : series.flatMap(\.self)
    let axes = ChartAxes(
      region, scale: ChartScale(values: heights, isLog: isLog),
      ticks: ticks.map { (Double($0.index) / Double(count), $0.text) },
      marked: axisMarks.map { Double($0) / Double(count) }, label: label)
    var dots = BrailleDots(axes.plot, inks: inks)
    if isArea {
      drawAreas(axes.scale, onto: &dots)
    } else {
      // The first series is drawn last: it is never hidden.
      for number in series.indices.reversed() { drawCurve(number, axes.scale, onto: &dots) }
    }
    dots.render(onto: &grid)
    axes.render(onto: &grid)
  }

  private func drawAreas(_ scale: ChartScale, onto dots: inout BrailleDots) {
    let shown = series.map { Resampling.mean($0, count: dots.width) }
    for x in 0..<dots.width {
      let values = shown.map { x < $0.count ? $0[x] : 0 }
      let total = values.reduce(0, +)
      guard total > 0 else { continue }
      let whole = max(1, Int((scale.height(total) * Double(dots.height)).rounded()))
      var passed = 0.0
      var from = 0
      for (number, value) in values.enumerated() where value > 0 {
        passed += value
        let to = Int((passed / total * Double(whole)).rounded())
        for y in from..<max(from, to) { dots.set(x: x, y: y, series: number) }
        from = to
      }
    }
  }

  private func drawCurve(_ number: Int, _ scale: ChartScale, onto dots: inout BrailleDots) {
    let values = Resampling.mean(series[number], count: dots.width)
    var last: Int?
    for (x, value) in values.enumerated() {
      guard value > 0 else {
        last = nil
        continue
      }
      let y = Int((scale.height(value) * Double(dots.height - 1)).rounded())
      // Steps are joined, so that a jump reads as one curve.
      let from = min(last ?? y, y)
      let to = max(last ?? y, y)
      last = y
      // The first is whole, the second dashed, the third dotted.
      if isPatterned && number > 0 && x % (number == 1 ? 6 : 4) >= (number == 1 ? 4 : 1) { continue }
      for height in from...to { dots.set(x: x, y: height, series: number) }
    }
  }
}
