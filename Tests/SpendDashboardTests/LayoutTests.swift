import SpendScreen
import Testing

@testable import SpendDashboard

@Suite struct LayoutTests {
  @Test("regions lie on the screen and never overlap", arguments: [false, true])
  func noOverlap(showsProgress: Bool) {
    for view in View.allCases {
      for isZoomed in [false, true] {
        for (width, height) in [
          (0, 0), (39, 10), (40, 10), (72, 20), (80, 24), (110, 30), (120, 36), (200, 60),
        ] {
          let layout = Layout(
            size: ScreenSize(width: width, height: height), view: PanelRegistry.standard[view],
            focus: .second, isZoomed: isZoomed,
            showsProgress: showsProgress, showsAlerts: showsProgress, showsTrouble: showsProgress)
          let regions =
            [layout.header, layout.progress, layout.trouble, layout.chart, layout.alerts, layout.footer]
            + layout.panels.map(\.region)
          var area = 0
          for (index, region) in regions.enumerated() {
            area += region.height * region.width
            #expect(Region(height: height, width: width).intersection(region) == region || region.isEmpty)
            for other in regions[..<index] { #expect(region.intersection(other).isEmpty) }
          }
          #expect(layout.sizeClass == .tooSmall || area == width * height, "\(view) \(width)×\(height)")
        }
      }
    }
  }
}
