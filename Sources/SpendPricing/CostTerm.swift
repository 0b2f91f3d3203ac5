public import SpendCore

/// A part of a cost: so many units of a class at a price.
public struct CostTerm: Sendable, Hashable {
  public enum Class: String, Sendable, Hashable {
    case input
    case cacheRead = "cache_read"
    case cacheWrite5m = "cache_write_5m"
    case cacheWrite1h = "cache_write_1h"
    case output
    case reasoning
    case audioIn = "audio_in"
    case imageIn = "image_in"
    case audioOut = "audio_out"
    case imageOut = "image_out"
    case webSearch = "web_search"
    case request
    case seconds, images, pages, characters, rerank
  }

  /// Several classes.
  struct Classes: OptionSet, Sendable, Hashable {
    var rawValue: UInt16

    static let input = Classes(rawValue: 1 << 0)
    static let cacheRead = Classes(rawValue: 1 << 1)
    static let cacheWrite5m = Classes(rawValue: 1 << 2)
    static let cacheWrite1h = Classes(rawValue: 1 << 3)
    static let output = Classes(rawValue: 1 << 4)
    static let audioIn = Classes(rawValue: 1 << 5)
    static let imageIn = Classes(rawValue: 1 << 6)
    static let audioOut = Classes(rawValue: 1 << 7)
    static let imageOut = Classes(rawValue: 1 << 8)
    static let webSearch = Classes(rawValue: 1 << 9)
    static let request = Classes(rawValue: 1 << 10)
    static let units = Classes(rawValue: 1 << 11)
    static let all = Classes(rawValue: .max)
  }

  public var kind: Class
  /// In parts of the class's unit: thousandths of seconds.
  public var count: Int64
  /// Nil when the book has no price for it.
  public var price: UnitPrice?

  /// Rounded to a whole one, half to even. Nil without a price, and beyond nine million dollars.
  public var picodollars: Int64? {
    price.flatMap { Int64(exactly: Self.amount(count, kind, $0)) }
  }

  /// Number of `count` per unit of the price.
  public var parts: Int64 { kind.parts }

  /// The count in whole units.
  public var quantity: String { FixedPoint.shortestString(count, places: parts == 1 ? 0 : 3) }

  /// Price of a unit as text; nil without a price.
  public var priceText: String? {
    guard let price else { return nil }
    guard kind.isTokens else {
      return "$\(FixedPoint.shortestString(price.picodollars, places: 12)) each"
    }
    return "$\(price.usdPerMillion)/M"
  }

  @inline(__always)
  static func amount(_ count: Int64, _ kind: Class, _ price: UnitPrice) -> Int128 {
    let product = Int128(count) * Int128(price.picodollars)
    return kind.parts == 1 ? product : product.dividedHalfToEven(by: Int128(kind.parts))
  }
}

extension CostTerm.Class {
  init(_ unit: BilledUnits.Unit) {
    self =
      switch unit {
      case .second: .seconds
      case .image: .images
      case .page: .pages
      case .character: .characters
      case .rerank: .rerank
      }
  }

  /// Number of counts per unit.
  var parts: Int64 { self == .seconds ? BilledUnits.Unit.second.parts : 1 }

  /// Tokens have prices by the million.
  public var isTokens: Bool {
    switch self {
    case .input, .cacheRead, .cacheWrite5m, .cacheWrite1h, .output, .reasoning: true
    case .audioIn, .imageIn, .audioOut, .imageOut: true
    case .webSearch, .request, .seconds, .images, .pages, .characters, .rerank: false
    }
  }

  /// The class whose price it is billed at, as a set.
  @inline(__always)
  var asSet: CostTerm.Classes {
    switch self {
    case .input: .input
    case .cacheRead: .cacheRead
    case .cacheWrite5m: .cacheWrite5m
    case .cacheWrite1h: .cacheWrite1h
    case .output, .reasoning: .output
    case .audioIn: .audioIn
    case .imageIn: .imageIn
    case .audioOut: .audioOut
    case .imageOut: .imageOut
    case .webSearch: .webSearch
    case .request: .request
    case .seconds, .images, .pages, .characters, .rerank: .units
    }
  }
}
