import SpendAnalytics
import SpendAlerts
import SpendCore
import SpendFormatting
import SpendScreen

/// A change as a sign and a share, which reads without colour.
enum DeltaText {
  static func text(_ delta: Delta) -> String {
    switch delta.direction {
    case .none: return delta.before > 0 ? "=" : ""
    case .new: return "new"
    case .gone: return "▼100 %"
    // From ten times on, a factor reads better than a percentage.
    case .up:
      if let share = delta.share, share >= 9 { return "▲" + FigureText.factor(share + 1) }
      return "▲" + FigureText.percent(delta.share)
    case .down: return "▼" + FigureText.percent(delta.share.map(abs))
    }
  }

  static func ink(_ delta: Delta) -> Ink {
    switch delta.direction {
    case .none, .new, .gone: return .muted
    case .down: return .good
    case .up: return (delta.share ?? 0) >= 0.5 ? .warning : .text
    }
  }
}
