import SpendCore
import SpendFormatting
import SpendTestSupport
import Testing

@testable import SpendDashboard

@Suite struct TextTests {
  @Test(
    "amounts",
    arguments: [
      (0, "$0.00"), (1_234_560_000_000, "$1,234.56"), (49_200_000, "$0.0492"), (12_000, "$0.000012"),
      (1, "$0.000000001"), (999_999_999, "$1.0000"), (-1_500_000_000, "-$1.50"),
      (9_223_372_036_854_775_807, "$9,223,372,036.85"), (-9_223_372_036_854_775_808, "-$9,223,372,036.85"),
      (1_005_000_000, "$1.00"), (1_015_000_000, "$1.02"), (9_999_999, "$0.0100"),
    ] as [(Int64, String)])
  func amounts(nanodollars: Int64, expected: String) {
    #expect(MoneyText.text(Money(nanodollars: nanodollars)) == expected)
  }

  @Test("in a column of dollars a fraction of a cent is not nothing")
  func columns() {
    let column = MoneyText(for: 180.dollars)
    #expect(column.text(Money(nanodollars: 12_000)) == "<$0.01")
    #expect(column.text(.zero) == "$0.00")
    #expect(MoneyText(for: Money(nanodollars: 20_000_000)).text(Money(nanodollars: 3_000_000)) == "$0.0030")
  }

  @Test(
    "counts have three digits and a unit",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1.00k"), (402_123, "402k"), (999_499, "999k"), (999_600, "1.00M"),
      (1_240_000, "1.24M"), (12_345_678, "12.3M"), (3_210_000_000, "3.21B"), (-1_500, "-1.50k"),
      (9_223_372_036_854_775_807, "9.22E"), (-9_223_372_036_854_775_808, "-9.22E"),
    ] as [(Int64, String)])
  func counts(count: Int64, expected: String) {
    #expect(CountText.text(count) == expected)
  }

  @Test("shares, factors, durations, sizes and ages")
  func figures() {
    #expect(FigureText.percent(nil) == "—" && FigureText.percent(0) == "0 %")
    #expect(FigureText.percent(0.0001) == "<0.1 %" && FigureText.percent(0.0084) == "0.8 %")
    #expect(FigureText.percent(0.184) == "18 %" && FigureText.percent(1e300) == ">999k %")
    #expect(FigureText.factor(1.94) == "1.9×" && FigureText.factor(14.8) == "15×")
    #expect(FigureText.factor(.infinity) == ">999×" && FigureText.factor(0.001) == "<0.1×")
    #expect(FigureText.duration(milliseconds: 812) == "812 ms")
    #expect(FigureText.duration(milliseconds: 1_940) == "1.9 s")
    #expect(FigureText.duration(milliseconds: 126_000) == "2.1 min")
    #expect(FigureText.duration(milliseconds: 1e300) == "99999.0 min")
    #expect(FigureText.bytes(12_400_000_000) == "12.4 GB" && FigureText.bytes(7) == "7 B")
    #expect(FigureText.age(seconds: 22) == "22 s" && FigureText.age(seconds: 240) == "4 min")
    #expect(FigureText.age(seconds: .max) == "106751991167300 d")
  }

  @Test(
    "filters as they are typed",
    arguments: [
      ("  ", nil), ("model=gpt-5", .label(DimensionFilter(.model, .equals("gpt-5")))),
      ("team!=web", .label(DimensionFilter(.team, .differs("web")))),
      ("^se", .label(DimensionFilter(.feature, .matches("^se")))),
      ("!test", .label(DimensionFilter(.feature, .avoids("test")))),
      ("key~^prod", .label(DimensionFilter(.key, .matches("^prod")))),
      ("key!~^prod", .label(DimensionFilter(.key, .avoids("^prod")))),
      ("tag=beta", .label(DimensionFilter(.tags, .includes("beta")))),
      ("a|b=c", .label(DimensionFilter(.feature, .matches("a|b=c")))),
      ("cost>0.1", .figure(FigureFilter(.cost, .above, 100_000_000))),
      ("cost < $1,000", .figure(FigureFilter(.cost, .below, 1_000_000_000_000))),
      ("latency>2s", .figure(FigureFilter(.latency, .above, 2_000))),
      ("latency>1.5 min", .figure(FigureFilter(.latency, .above, 90_000))),
      ("ttft>500", .figure(FigureFilter(.firstToken, .above, 500))),
      ("tokens>10k", .figure(FigureFilter(.tokens, .above, 10_000))),
    ] as [(String, FilterText.Condition?)])
  func filters(text: String, expected: FilterText.Condition?) throws {
    #expect(try FilterText.parse(text, bare: .feature) == expected)
  }

  @Test("a chip typed again is the same filter")
  func chips() throws {
    let texts = ["model=gpt-5", "team!=web", "key~^p", "key!~x", "tag=b", "cost>0.000012", "latency<90ms"]
    for text in texts {
      guard let condition = try FilterText.parse(text, bare: .feature) else { continue }
      let chip =
        switch condition {
        case .label(let filter): FilterText.text(filter)
        case .figure(let filter): FilterText.text(filter)
        }
      #expect(try FilterText.parse(chip, bare: .feature) == condition, "\(text)")
    }
  }

  @Test(
    "what is no filter",
    arguments: [
      ("(", .badPattern("(")), ("cow=1", .unknownDimension("cow")), ("cow>1", .unknownDimension("cow")),
      ("cost>much", .badBound("much")), ("!", .badPattern("")), ("cost>1e300", .badBound("1e300")),
    ] as [(String, FilterText.Failure)])
  func badFilters(text: String, expected: FilterText.Failure) {
    #expect(throws: expected) { try FilterText.parse(text, bare: .feature) }
  }

  @Test(
    "a count of one has its noun in the singular",
    arguments: [
      (0, "0 requests", "0 requests"), (1, "1 request", "1 request"), (2, "2 requests", "2 requests"),
      (-1, "-1 requests", "-1 requests"), (1_000, "1.00k requests", "1,000 requests"),
      (12_345, "12.3k requests", "12,345 requests"),
    ] as [(Int64, String, String)])
  func nouns(count: Int64, short: String, grouped: String) {
    #expect(CountText.text(count, "request") == short)
    #expect(CountText.grouped(count, "request") == grouped)
  }

  @Test(
    "a rate keeps the digits that tell it from its neighbours",
    arguments: [
      (0, "0 requests"), (1_000_000, "1 request"), (400_000, "0.4 requests"), (1_333_333, "1.33 requests"),
      (9_996_000, "10 requests"), (13_333_330, "13 requests"), (6_260_000_000, "6,260 requests"),
      (4_200, "0.0042 requests"), (10, "<0.0001 requests"),
    ] as [(Int64, String)])
  func rates(millionths: Int64, text: String) {
    #expect(CountText.rate(millionths: millionths, "request") == text)
  }
}
