extension FormatRegistry {
  /// The formats that take a line for theirs, whatever their order: one, for a line of a known kind.
  /// Empty for text, tables and records that only have telling names.
  public static func claimants(of line: [UInt8]) -> [String] {
    let padded = line + [UInt8](repeating: 0, count: 64)
    return padded.withUnsafeBytes { bytes in
      let text = UnsafeRawBufferPointer(rebasing: bytes[..<line.count])
      guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
        return lines.filter { $0.recognises(FieldText(text)) }.map { "\($0.name)" }
      }
      let json = JSONIndex()
      do throws(LineRejection) { try json.index(text) } catch { return [] }
      return records.filter { $0.recognises(json) }.map { "\($0.name)" }
        + responses.filter { $0.recognises(json, .root) }.map { "\($0.name)" }
    }
  }
}
