// swift-tools-version: 6.1
import PackageDescription

/// Imports stay private unless a signature needs them, and existentials are visible. With SPENDTOP_STRICT
/// in the environment, as in `.ci/run`, a warning is an error; without it, a warning of a newer compiler
/// never breaks an installation.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (Context.environment["SPENDTOP_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])])

/// The targets that do the work of most tests, and the tests that make the most traffic: optimised in debug
/// builds as well, since the tests read hundreds of thousands of lines and draw thousands of screens.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The targets that run once a line or once an event. In release builds exclusive access is proven there
/// by the compiler and the tests, not checked at every store: the checks cost a tenth of ingest.
let hot: [SwiftSetting] =
  optimised + [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
  ]

let package = Package(
  name: "spendtop",
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .target(name: "CSupport"),
    .target(name: "SpendText", swiftSettings: optimised),
    .target(name: "SpendCore", dependencies: ["SpendText"], swiftSettings: hot),

    .target(name: "SpendFormatting", dependencies: ["SpendCore", "SpendText"], swiftSettings: strict),

    .target(name: "SpendLogFormats", dependencies: ["SpendCore", "CSupport", "CZlib"], swiftSettings: hot),

    .target(name: "SpendMutation", dependencies: ["SpendLogFormats", "SpendCore"], swiftSettings: optimised),

    .target(name: "SpendPricing", dependencies: ["SpendCore", "CSupport"], swiftSettings: optimised),

    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),

    .target(
      name: "CToolDatabase", dependencies: [.product(name: "GRDBSQLite", package: "GRDB.swift")]),
    .target(
      name: "SpendIngest",
      dependencies: ["SpendCore", "SpendLogFormats", "SpendPricing", "CZlib", "CZstd"],
      swiftSettings: hot),

    .target(
      name: "SpendStore",
      dependencies: [
        "SpendCore", "CSupport", "CToolDatabase", "CZstd",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], swiftSettings: hot),

    .systemLibrary(name: "CNCurses", providers: [.apt(["libncurses-dev"])]),
    .target(name: "SpendScreen", dependencies: ["SpendText"], swiftSettings: optimised),
    .target(
      name: "SpendCurses", dependencies: ["SpendScreen", "CNCurses", "CSupport"], swiftSettings: strict),
    .target(
      name: "SpendAnalytics", dependencies: ["SpendCore", "SpendPricing"], swiftSettings: optimised),
    .target(
      name: "SpendAlerts", dependencies: ["SpendCore", "SpendText", "SpendFormatting", "SpendAnalytics"],
      swiftSettings: strict),
    .target(name: "CLibcurl", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "SpendDelivery",
      dependencies: [
        "SpendCore", "SpendFormatting", "SpendAnalytics", "SpendAlerts", "CLibcurl", "CSupport",
      ], swiftSettings: strict),
    .target(
      name: "SpendDashboard",
      dependencies: [
        "SpendCore", "SpendText", "SpendFormatting", "SpendAnalytics", "SpendAlerts", "SpendScreen",
      ],
      swiftSettings: optimised),

    .target(
      name: "SpendReports",
      dependencies: [
        "SpendCore", "SpendText", "SpendFormatting", "SpendPricing", "SpendAnalytics", "SpendAlerts",
      ], swiftSettings: strict),

    .target(name: "SpendDemo", dependencies: ["SpendCore"], swiftSettings: optimised),
    .plugin(name: "CommitStamp", capability: .buildTool(), path: "Sources/CommitStamp"),
    .target(name: "SpendVersion", swiftSettings: strict, plugins: ["CommitStamp"]),

    .target(
      name: "SpendSettings",
      dependencies: [
        "SpendCore", "SpendFormatting", "SpendLogFormats", "SpendPricing", "SpendIngest", "SpendAnalytics",
        "SpendAlerts", "SpendDelivery", "SpendScreen", "SpendDashboard",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ], swiftSettings: strict),

    .executableTarget(
      name: "spendtop",
      dependencies: [
        "SpendCore", "SpendText", "SpendFormatting", "SpendLogFormats", "SpendPricing", "SpendIngest",
        "SpendStore", "SpendScreen",
        "SpendCurses", "SpendAnalytics", "SpendAlerts", "SpendDelivery", "SpendReports", "SpendDashboard",
        "SpendSettings", "SpendDemo", "SpendVersion", "CSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .executableTarget(
      name: "spendtop-bench",
      dependencies: [
        "SpendAlerts", "SpendCore", "SpendDashboard", "SpendDemo", "SpendLogFormats", "SpendIngest",
        "SpendMutation",
        "SpendPricing", "SpendScreen", "SpendStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(
      name: "SpendTestSupport", dependencies: ["SpendCore", "SpendScreen"], path: "Tests/SpendTestSupport",
      swiftSettings: optimised),
    .testTarget(name: "SpendCoreTests", dependencies: ["SpendCore"], swiftSettings: strict),
    .testTarget(
      name: "SpendIngestTests",
      dependencies: [
        "SpendIngest", "SpendStore", "SpendPricing", "SpendCore", "SpendLogFormats", "SpendMutation",
        "SpendTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpendAnalyticsTests",
      dependencies: ["SpendAnalytics", "SpendPricing", "SpendCore", "SpendTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendAlertsTests",
      dependencies: [
        "SpendAlerts", "SpendAnalytics", "SpendCore", "SpendFormatting", "SpendTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpendDeliveryTests",
      dependencies: ["SpendDelivery", "SpendAlerts", "SpendCore", "SpendFormatting"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendDashboardTests",
      dependencies: [
        "SpendDashboard", "SpendAlerts", "SpendAnalytics", "SpendCore", "SpendFormatting", "SpendScreen",
        "SpendTestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SpendDemoTests", dependencies: ["SpendDemo", "SpendLogFormats", "SpendCore"],
      swiftSettings: strict),
    .testTarget(
      name: "AccountingTests",
      dependencies: [
        "SpendAlerts", "SpendDashboard", "SpendAnalytics", "spendtop", "SpendIngest", "SpendStore",
        "SpendPricing", "SpendReports", "SpendSettings", "SpendCore", "SpendTestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "spendtop", "spendtop-bench", "SpendTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpendtopTests",
      dependencies: [
        "spendtop", "SpendAnalytics", "SpendAlerts", "SpendCore", "SpendDashboard", "SpendFormatting",
        "SpendDelivery", "SpendLogFormats", "SpendIngest", "SpendReports", "SpendSettings",
        "SpendPricing", "SpendScreen", "SpendStore", "SpendTestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .testTarget(
      name: "SpendLogFormatsTests", dependencies: ["SpendLogFormats", "SpendMutation", "SpendCore"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendPricingTests", dependencies: ["SpendPricing", "SpendCore", "SpendTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendScreenTests", dependencies: ["SpendScreen", "SpendText", "SpendTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendStoreTests",
      dependencies: ["SpendStore", "SpendCore", .product(name: "GRDB", package: "GRDB.swift")],
      exclude: ["ReleasedSchemas"], swiftSettings: strict),
    .testTarget(name: "SpendTextTests", dependencies: ["SpendText"], swiftSettings: strict),
  ]
)
