import SpendScreen

/// Keys over the settings: arrows choose and change, Enter saves, Esc restores.
func reduceSettings(_ state: inout DashboardState, _ form: SettingsForm, _ key: Key) -> [Effect] {
  var form = form
  var effects: [Effect] = []
  switch key {
  case .up, .character("k"): form.move(by: -1)
  case .down, .character("j"), .tab: form.move(by: 1)
  case .home: form.move(by: -SettingsForm.rows.count)
  case .end: form.move(by: SettingsForm.rows.count)
  case .left, .character("h"): effects = use(&state, form.changed(state.settings, by: -1))
  case .right, .character("l"), .character(" "):
    effects = use(&state, form.changed(state.settings, by: 1))
  case .enter:
    state.overlay = nil
    return state.settings == form.before ? [] : [.saveSettings(state.settings, before: form.before)]
  case .escape, .character("q"), .character(","), .function(2):
    state.overlay = nil
    return use(&state, form.before)
  case .control("l"): return [.redraw]
  case .control("z"): return [.suspend]
  default: break
  }
  state.overlay = .settings(form)
  return effects
}

/// Takes settings over at once.
func use(_ state: inout DashboardState, _ settings: ScreenSettings) -> [Effect] {
  let before = state.settings
  state.settings = settings
  var effects: [Effect] = before.palette == settings.palette ? [] : [.use(settings.palette)]
  if before.range != settings.range {
    effects += ask(&state) {
      $0.choice = settings.range
      $0.span = nil
      $0.stepsBack = 0
    }
  }
  state.settleAll()
  return effects
}
