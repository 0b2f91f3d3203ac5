import SpendCore

/// A class of tokens that a list may have a price for. Raw values are the keys of a price book.
public enum PriceKind: String, Sendable, Hashable, CaseIterable {
  case input = "in"
  case output = "out"
  case cacheRead = "cr"
  case cacheWrite5m = "w5"
  case cacheWrite1h = "w1"
  case audioIn = "ai"
  case audioOut = "ao"
  case imageIn = "ii"
  case imageOut = "io"

  /// The name on screens and in tables.
  public var name: String {
    switch self {
    case .input: "input"
    case .output: "output"
    case .cacheRead: "cache_read"
    case .cacheWrite5m: "cache_write_5m"
    case .cacheWrite1h: "cache_write_1h"
    case .audioIn: "audio_in"
    case .audioOut: "audio_out"
    case .imageIn: "image_in"
    case .imageOut: "image_out"
    }
  }
}
