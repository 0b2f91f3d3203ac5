import Foundation
import SpendCore
import SpendReports
import SpendStore
import SpendVersion

/// The comparison of stored costs with current prices, made again only after the program, its prices, its
/// configuration or the requests have changed. The last result is kept in a file beside the database.
struct PriceComparison {
  let context: Context

  /// The result of the last comparison and the state that it was made in.
  private struct Stored: Codable {
    var fingerprint: String
    var words: String?
  }

  /// Beside the imported prices, so that it is excluded from the logs of a followed folder.
  var path: String { context.companions.prices + ".compared" }

  /// The difference and the command that applies it; nil without one.
  ///
  /// - Parameter compare: The comparison itself, which reads all stored costs.
  func words(
    of store: any ReportSource, compare: (any ReportSource) throws -> String?
  ) throws -> String? {
    // Before the comparison: requests that are added during it are compared the next time.
    let fingerprint = try fingerprint(of: store)
    if let stored, stored.fingerprint == fingerprint { return stored.words }
    let words = try compare(store)
    // A reader without the right to write compares each time.
    if let bytes = try? JSONEncoder().encode(Stored(fingerprint: fingerprint, words: words)) {
      try? AtomicFile.write([UInt8](bytes), to: path, mode: 0o600)
    }
    return words
  }

  private var stored: Stored? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Stored.self, from: $0) }
  }

  private func fingerprint(of store: any ReportSource) throws -> String {
    let health = try store.health()
    var parts = [
      [UInt8](ProgramVersion.text().utf8), [UInt8](context.zone.name.utf8),
      [UInt8](
        "\(try store.generation()) \(health.events) \(health.lastEvent?.rfc3339 ?? "")".utf8),
    ]
    for file in [context.importedPricesPath, context.configurationPath] {
      parts.append([UInt8](FileManager.default.contents(atPath: file) ?? Data()))
    }
    var hash = ContentHash()
    for part in parts { part.withUnsafeBytes { hash.combine($0) } }
    return hash.identity.hexadecimal
  }
}
