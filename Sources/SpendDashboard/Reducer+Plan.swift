import SpendAnalytics
import SpendCore
import SpendFormatting
import SpendScreen

/// Opens the plan, of the selected feature where one is selected.
func openPlan(_ state: inout DashboardState) -> [Effect] {
  guard state.view != .plan else { return [] }
  let selected = selectedFeature(state)
  state.plan.commit()
  state.mark()
  return asking(&state) {
    if let selected { $0.request.planFeature = selected.isEmpty ? nil : selected }
    $0.show(.plan)
  }
}

/// The feature of the selected saving or of the selected row of a table in its view; empty for a saving of
/// all traffic, nil when the view has no selected feature.
private func selectedFeature(_ state: DashboardState) -> String? {
  guard let index = state.selection(state.focus) else { return nil }
  if state.focus == .savings {
    let savings = state.snapshot?.savings ?? []
    return savings.indices.contains(index) ? savings[index].feature : nil
  }
  guard state.definition.isBreakdown, state.dimension(state.focus) == .feature else { return nil }
  let entries = state.entries(state.focus)
  return entries.indices.contains(index) ? entries[index].key : nil
}

/// The selected row of the form.
func selectedPlanRow(_ state: DashboardState) -> PlanRow {
  let rows = PlanRow.shown(hasGPUs: state.plan.gpu != nil)
  return state.selection(.plan).flatMap { rows.indices.contains($0) ? rows[$0] : nil } ?? .requests
}

/// Changes the selected value.
func changePlan(_ state: inout DashboardState, _ action: Action) -> [Effect] {
  guard state.focus == .plan else { return [] }
  let facts = state.snapshot?.planFacts
  let row = selectedPlanRow(state)
  state.plan.commit()
  switch action {
  case .nextModel(let step):
    state.plan.model = next(PlanDraft.models(facts), after: state.plan.chosenModel(facts), by: step)
  case .restore: return restore(&state, row)
  case .adjust(let step, let isFine):
    switch row {
    case .model: return changePlan(&state, .nextModel(step))
    case .traffic:
      let choices: [String?] = [nil] + (facts?.features ?? [])
      return ask(&state) { $0.planFeature = next(choices, after: $0.planFeature, by: step) }
    case .gpu where isFine && state.plan.gpu != nil:
      state.plan.entered[row] = row.stepped(state.plan.value(row, facts), by: step, isFine: true)
    case .gpu:
      let choices: [String?] = [nil] + GPURental.names
      state.plan.gpu = next(choices, after: state.plan.gpu, by: step)
    case .requests, .input, .output, .cached, .batch, .retries, .growth, .throughput, .overhead:
      state.plan.entered[row] = row.stepped(state.plan.value(row, facts), by: step, isFine: isFine)
    }
  default: break
  }
  return []
}

/// Returns a row to its recorded value; leads back when it has that already.
private func restore(_ state: inout DashboardState, _ row: PlanRow) -> [Effect] {
  switch row {
  case .model where state.plan.model != nil: state.plan.model = nil
  case .gpu where state.plan.gpu != nil:
    state.plan.gpu = nil
    state.plan.entered[.gpu] = nil
  case .traffic where state.request.planFeature != nil: return ask(&state) { $0.planFeature = nil }
  default:
    guard state.plan.entered.removeValue(forKey: row) != nil else { return back(&state) }
  }
  return []
}

/// The choice before or after another one, in a circle.
private func next<Choice: Equatable>(_ choices: [Choice], after choice: Choice, by step: Int) -> Choice {
  guard let index = choices.firstIndex(of: choice) else { return choices.first ?? choice }
  return choices[(index + step + choices.count) % choices.count]
}

/// Keys that type a value. Nil leaves a key to the keymap.
func typePlan(_ state: inout DashboardState, _ key: Key) -> [Effect]? {
  let row = selectedPlanRow(state)
  if let typing = state.plan.typing, typing.row != row { state.plan.commit() }
  guard var typing = state.plan.typing else {
    switch key {
    case .character(let digit) where digit.isASCII && digit.isNumber: type(&state, row, String(digit))
    case .character(".") where row.isShare: type(&state, row, "0.")
    case .paste(let text): type(&state, row, text)
    case .enter: break
    default: return nil
    }
    return []
  }
  switch key {
  case .character(let digit) where digit.isASCII && (digit.isNumber || digit == "."):
    type(&state, row, typing.text + String(digit))
  case .character("-"):
    type(&state, row, typing.text.hasPrefix("-") ? String(typing.text.dropFirst()) : "-" + typing.text)
  case .paste(let text): type(&state, row, typing.text + text)
  case .character("%"), .character(","), .character("_"): break
  case .backspace, .delete:
    typing.text.removeLast()
    // Without digits the value is the one before.
    state.plan.typing = typing.text.isEmpty || typing.text == "-" ? nil : typing
  case .escape, .control("u"): state.plan.typing = nil
  case .enter: state.plan.commit()
  default:
    state.plan.commit()
    return nil
  }
  return []
}

/// Takes over a typed text, or shows which values are possible.
private func type(_ state: inout DashboardState, _ row: PlanRow, _ text: String) {
  guard let range = row.range else {
    state.message = "Choose with \(state.sign("←")) and \(state.sign("→"))"
    return
  }
  if row == .gpu, state.plan.gpu == nil {
    state.message = "Choose a GPU with \(state.sign("←")) and \(state.sign("→")) first, then type how many"
    return
  }
  guard text.count <= longestNumber, row.value(text) != nil else {
    state.message =
      "\(row.rawValue): a \(row.isShare ? "share" : "whole number") from \(row.text(range.lowerBound)) to \(row.text(range.upperBound))"
    return
  }
  state.plan.typing = PlanDraft.Typing(row: row, text: text.filter { !$0.isWhitespace })
}

/// Characters of a typed value.
private let longestNumber = 20
