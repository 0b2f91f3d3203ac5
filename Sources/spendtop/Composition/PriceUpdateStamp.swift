import Foundation
import SpendCore
import SpendIngest
import SpendSettings

/// The time of the next price update, in a file beside the imported prices.
struct PriceUpdateStamp {
  private let path: String

  init(_ context: Context) { path = context.importedPricesPath + ".next" }

  func isDue(at now: Instant) -> Bool {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), let next = Int64(text) else {
      return true
    }
    // A clock that was set back must not put the update off for years.
    return next <= now.seconds || next > now.seconds + 2 * 86_400
  }

  func write(next: Instant) {
    try? AtomicFile.write(Array("\(next.seconds)".utf8), to: path, mode: 0o644)
  }
}
