import SpendCore

/// A view as a line of the palette: what is kept under a name can be read, and typed by hand.
enum SavedView {
  static func line(_ state: DashboardState) -> String {
    let request = state.request
    var parts = ["view \(state.view.name)", "measure \(request.measure.rawValue)"]
    if let span = request.span {
      parts.append("since \(moment(span.start)) \(moment(span.end))")
    } else {
      parts.append("window \(request.choice.word)")
    }
    if let place = state.focus.place, place < request.dimensions.count {
      parts.append("group \(request.dimensions[place].rawValue)")
      // The words of an order are its own: those of a measure were set with it.
      parts.append("sort \(state.list(state.focus).order.rawValue)")
    }
    if state.definition.isBreakdown { parts.append("pivot \(request.pivot?.rawValue ?? "off")") }
    parts.append("chart \(state.chartForm.rawValue)")
    // A pattern may hold what ends a command; such a filter can not be kept.
    parts += FilterText.chips(request).filter { !$0.contains(";") }.map { "filter \($0)" }
    return parts.joined(separator: "; ")
  }

  private static func moment(_ instant: Instant) -> String { instant.rfc3339 }
}
