import SpendScreen

/// The place of a panel on the screen, and what it is drawn with.
struct PanelFrame {
  let region: Region
  let state: DashboardState
  let options: DashboardOptions
}
