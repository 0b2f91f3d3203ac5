import SpendCore

/// A reader in the middle of a compressed stream, which could only be reached again from its beginning. Used
/// by one thread at a time.
final class ParkedReader: @unchecked Sendable {
  let reader: StreamReader

  init(_ reader: StreamReader) { self.reader = reader }
}
