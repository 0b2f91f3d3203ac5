import SpendAnalytics
import SpendCore

/// Chooses another time range or dimension when the default query returns no useful rows at start-up.
enum DefaultQueryFallback {
  /// Nil when the usual question is answered.
  static func better(than request: SnapshotRequest, _ snapshot: DashboardSnapshot, _ source: any SpendSource)
    throws -> SnapshotRequest?
  {
    var better = request
    if snapshot.summary.sums.requests == 0 {
      guard request.choice == .day, request.asOf == nil,
        let last = try source.newestEvents(limit: 1, before: snapshot.window.end, filters: []).first?.time,
        TimeWindow.allTime.contains(last)
      else { return nil }
      let age = snapshot.takenAt.seconds - last.seconds
      switch age {
      case ..<(6 * 86_400): better.choice = .week
      case ..<(29 * 86_400): better.choice = .thirtyDays
      default:
        better.choice = .thirtyDays
        better.asOf = last
      }
      return better
    }
    let named = try dimension(in: snapshot, source)
    guard let place = better.dimensions.firstIndex(of: .feature), let named else { return nil }
    better.dimensions[place] = named
    return better
  }

  /// The dimension that distinguishes the traffic when features do not; nil when they do, or when none
  /// does.
  private static func dimension(in snapshot: DashboardSnapshot, _ source: any SpendSource) throws
    -> Dimension?
  {
    guard snapshot.breakdown(.feature).entries.allSatisfy({ $0.key.isEmpty }) else { return nil }
    return try [Dimension.project, .team, .user, .provider].first { dimension in
      try source.rows(for: SpendQuery(window: snapshot.window, groups: [dimension]))
        .contains { $0.keys.first?.isEmpty == false }
    }
  }

  /// Explanation for the replaced query.
  static func reason(_ request: SnapshotRequest, instead usual: SnapshotRequest) -> String {
    if request.dimensions != usual.dimensions {
      let named = request.dimensions.first { !usual.dimensions.contains($0) } ?? .project
      return "No feature labels in these logs; grouped by \(named.title.lowercased()). Press g to change"
    }
    return request.asOf == nil
      ? "No requests in the last 24 h. Press t to change the range"
      : "Newest request is older than a month. Press 0 for now"
  }
}
