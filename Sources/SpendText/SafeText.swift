/// Text from outside, made safe to show on a terminal.
///
/// Every label, path and error of a log is under the control of the log's writer. A terminal obeys escape
/// sequences, and look-alikes and right-to-left overrides deceive readers; so this type is the only way for
/// text to reach a cell, standard output or a notice. The type allows characters, rather than forbidding
/// sequences, because lists of bad sequences are always incomplete.
///
/// Control characters become caret notation, C1 controls and bidirectional overrides their code points in
/// angle brackets, broken UTF-8, private and unassigned characters U+FFFD. Invisible characters are dropped
/// and the text is marked with a final `~`.
public struct SafeText: Hashable, Sendable, CustomStringConvertible {
  public let string: String

  /// Longest input processed, in bytes; the rest is cut off before any work is done.
  static let longestInput = 4_096
  /// Marks stacked on one letter beyond this are dropped.
  static let marksPerLetter = 4

  public var description: String { string }

  /// Cells the text takes on a terminal.
  public var width: Int { TextWidth.of(string) }

  public init(_ text: some StringProtocol) {
    self.init(bytes: Array(text.utf8.prefix(Self.longestInput + 1)))
  }

  /// Cleans raw bytes; broken UTF-8 is repaired with U+FFFD.
  public init(bytes: [UInt8]) {
    if bytes.count <= Self.longestInput, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      string = String(decoding: bytes, as: UTF8.self)
    } else {
      let cut = bytes.count > Self.longestInput
      string =
        Self.cleaned(String(decoding: bytes.prefix(Self.longestInput), as: UTF8.self)) + (cut ? "…" : "")
    }
  }

  private static func cleaned(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    var marks = marksPerLetter  // none may come first: there is no letter to carry it
    var selectors = 1
    var droppedInvisible = false
    for scalar in text.unicodeScalars {
      switch handling(of: scalar) {
      case .show:
        safe.append(scalar)
        marks = 0
        selectors = 0
      case .mark:
        if marks < marksPerLetter {
          safe.append(scalar)
          marks += 1
        }
      case .selector:
        if selectors == 0 { safe.append(scalar) } else { droppedInvisible = true }
        selectors += 1
      case .caret:
        safe.append("^")
        safe.append(Unicode.Scalar(UInt8(scalar.value) ^ 0x40))
        marks = marksPerLetter
      case .codePoint:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        safe.append(contentsOf: "<U+\(padded)>".unicodeScalars)
        marks = marksPerLetter
      case .replace:
        safe.append("\u{FFFD}")
        marks = marksPerLetter
      case .drop:
        droppedInvisible = true
      }
    }
    if droppedInvisible { safe.append("~") }
    return String(safe)
  }

  private enum Handling { case show, mark, selector, caret, codePoint, replace, drop }

  private static func handling(of scalar: Unicode.Scalar) -> Handling {
    switch scalar.value {
    case 0x00...0x1F, 0x7F: return .caret
    case 0x20...0x7E: return .show
    case 0x80...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: return .codePoint
    case 0x00AD, 0x180E, 0x200B...0x200D, 0x2060...0x2065, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F, 0x115F...0x1160, 0x3164, 0xFFA0:
      return .drop
    case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return .selector
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
    case .control, .format: return .codePoint
    case .unassigned, .privateUse, .surrogate: return .replace
    case .lineSeparator, .paragraphSeparator: return .codePoint
    default: return .show
    }
  }

  /// The text cut to at most `cells` cells, with `…` where something was cut off.
  public func cut(to cells: Int) -> SafeText {
    guard width > cells else { return self }
    guard cells > 0 else { return SafeText("") }
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in string.unicodeScalars {
      let width = TextWidth.of(scalar)
      if used + width > cells - 1 { break }
      kept.append(scalar)
      used += width
    }
    kept.append("…")
    return SafeText(String(kept))
  }
}
