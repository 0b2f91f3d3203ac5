import SpendCore

/// The tables of `spendtop export events --format csv` and `tsv`.
struct SpendtopExportTable: TableFormat {
  var name: StaticString { "spendtop-export-table" }
  var title: String { "spendtop export events, CSV and TSV" }
  var recognisedBy: String { "columns cost_status, computed_cost_usd and identity" }

  var columns: [StaticString] { SpendtopExport.columns }

  func recognises(_ columns: [String]) -> Bool {
    ["cost_status", "computed_cost_usd", "identity"].allSatisfy(columns.contains)
  }

  func read(_ row: TableRow, _ context: LineContext) throws(LineRejection) {
    try SpendtopExport.read(name, context) { Self.withoutGuard(row[$0]) }
  }

  /// A text without the apostrophe that keeps spreadsheets from taking it for a formula.
  private static func withoutGuard(_ text: FieldText) -> FieldText {
    let bytes = text.bytes
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "'"), "=+-@".utf8.contains(bytes[1]) else { return text }
    return FieldText(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
  }

  var samples: [FormatSample] {
    [
      FormatSample(
        """
        time,provider,model,feature,request_id,input,output,cost_usd,cost_status,logged_cost_usd,computed_cost_usd,status,identity
        2026-09-21T10:00:00.000Z,openai,gpt-4o,"'@search",chatcmpl-Export7sample2,80,6,0.00026,priced,,0.00026,ok,\
        9d0c4e0f0a1b2c3d4e5f60718293a4b6
        """,
        .init(
          "chatcmpl-Export7sample2", "openai", "gpt-4o", "", feature: "@search",
          tokens: TokenCounts(input: 80, output: 6)))
    ]
  }
}
