/// Other ways of writing the same name: how a date, a version or the newest one is written differs
/// between sellers. Each way is tried alone, so that two changes can not lead to another model.
enum Respelling {
  static func all(of model: String, provider: String) -> [String] {
    let bytes = Array(model.utf8)
    var spellings: [String] = []
    func add(_ spelling: String?) {
      if let spelling, spelling != model, !spellings.contains(spelling) { spellings.append(spelling) }
    }
    if let date = NameDate(in: bytes) {
      add(date.replaced(in: bytes, separator: "-", isDashed: !date.isDashed))
      add(date.replaced(in: bytes, separator: date.separator == .at ? "-" : "@", isDashed: date.isDashed))
    }
    add(dashedVersion(bytes))
    add(dottedVersion(bytes))
    for tag in ["@latest", "@default"] where model.hasSuffix(tag) { add(String(model.dropLast(tag.count))) }
    withoutRevision(model).forEach { add($0) }
    add(withoutBuild(bytes))
    add(model.hasSuffix("-latest") ? String(model.dropLast(7)) : model + "-latest")
    if provider == "fireworks", !model.contains("/") { add("accounts/fireworks/models/" + model) }
    if provider == "azure" { add(model.replacing("gpt-35-", with: "gpt-3.5-")) }
    return spellings
  }

  /// The name without the date at its end; nil when it has none.
  static func withoutDate(_ model: String) -> String? {
    let bytes = Array(model.utf8)
    guard let date = NameDate(in: bytes), date.range.upperBound == bytes.count else { return nil }
    return text(bytes[..<date.range.lowerBound])
  }

  /// `claude-opus-4.5` as `claude-opus-4-5`.
  private static func dashedVersion(_ bytes: [UInt8]) -> String {
    var copy = bytes
    for i in bytes.indices.dropFirst().dropLast()
    where bytes[i] == .dot && bytes[i - 1].isDigit && bytes[i + 1].isDigit {
      copy[i] = .dash
    }
    return text(copy[...])
  }

  /// `claude-opus-4-5` as `claude-opus-4.5`; only single digits are parts of a version.
  private static func dottedVersion(_ bytes: [UInt8]) -> String {
    var copy = bytes
    for i in bytes.indices.dropFirst(2).dropLast()
    where bytes[i] == .dash && bytes[i - 1].isDigit && !bytes[i - 2].isDigit && bytes[i + 1].isDigit
      && (i + 2 == bytes.count || bytes[i + 2] == .dash)
    {
      copy[i] = .dot
    }
    return text(copy[...])
  }

  /// Without the build that OpenAI's answers put behind a name: `gpt-3.5-turbo-instruct:20230824-v2`.
  private static func withoutBuild(_ bytes: [UInt8]) -> String? {
    guard let mark = bytes.lastIndex(of: .colon) else { return nil }
    let build = bytes[(mark + 1)...]
    let number = build.dropFirst(8)
    guard build.prefix(8).count == 8, build.prefix(8).allSatisfy(\.isDigit), number.starts(with: "-v".utf8),
      number.count > 2, number.dropFirst(2).allSatisfy(\.isDigit)
    else { return nil }
    return text(bytes[..<mark])
  }

  /// Without the revision that Bedrock puts behind a name: `:0`, then `-v1:0` or `-v1`.
  private static func withoutRevision(_ model: String) -> [String] {
    var bytes = Array(model.utf8)[...]
    var shorter: [String] = []
    let count = bytes.reversed().prefix(while: \.isDigit).count
    let hasNumber = count > 0 && bytes.dropLast(count).last == .colon
    if hasNumber {
      bytes = bytes.dropLast(count + 1)
      shorter.append(text(bytes))
    }
    let version = bytes.reversed().prefix(while: \.isDigit).count
    let rest = bytes.dropLast(version)
    if version > 0, rest.ends(with: "-v"), hasNumber || bytes.ends(with: "-v1") {
      shorter.append(text(rest.dropLast(2)))
    }
    return shorter
  }

  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
