/// Notices about paths, each of which is handed out once, and the paths that fail.
final class NoticeLog {
  var onNotice: ((SourceNotice) -> Void)?
  private var reported: Set<SourceNotice> = []
  /// Paths that could not be read, and files that broke off, as of the last attempt at each.
  private(set) var failing: Set<String> = []

  func report(_ notice: SourceNotice) {
    if notice.kind.isFailure { failing.insert(notice.path) }
    guard reported.insert(notice).inserted else { return }
    onNotice?(notice)
  }

  /// A path that failed is read: when it fails again, that is news.
  func recovered(_ path: String) {
    guard failing.remove(path) != nil else { return }
    reported = reported.filter { $0.path != path || !$0.kind.isFailure }
  }

  /// The store takes data again: when it stalls the next time, that is news.
  func storeRecovered() {
    reported = reported.filter { $0.kind != .stalled }
  }
}
