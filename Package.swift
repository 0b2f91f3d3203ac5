// swift-tools-version: 6.1
import PackageDescription

/// Every target is checked as strictly as the compiler can: imports stay private unless a signature
/// needs them, existentials are visible, and a warning is a defect.
/// In release builds exclusive access is proven by the compiler and the tests, not checked at every
/// store: the checks cost a tenth of ingest.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(["-warnings-as-errors"]),
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let package = Package(
  name: "spendtop",
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .target(name: "CResources"),
    .target(name: "SpendText", swiftSettings: strict),
    .target(name: "SpendCore", dependencies: ["SpendText"], swiftSettings: strict),

    .target(name: "CScan"),
    .target(name: "SpendFormats", dependencies: ["SpendCore", "CScan"], swiftSettings: strict),

    .target(name: "SpendMutation", dependencies: ["SpendFormats", "SpendCore"], swiftSettings: strict),

    .target(name: "SpendPricing", dependencies: ["SpendCore", "CResources"], swiftSettings: strict),

    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),

    .target(
      name: "CToolDatabase", dependencies: [.product(name: "GRDBSQLite", package: "GRDB.swift")]),
    .target(
      name: "SpendToolDatabase",
      dependencies: [
        "CToolDatabase",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "SpendIngest",
      dependencies: ["SpendCore", "SpendFormats", "SpendPricing", "SpendToolDatabase", "CZlib", "CZstd"],
      swiftSettings: strict),

    .systemLibrary(name: "CStatfs"),
    .target(
      name: "SpendStore",
      dependencies: [
        "SpendCore", "CResources", "CStatfs",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], swiftSettings: strict),

    .systemLibrary(name: "CNCurses", providers: [.apt(["libncurses-dev"])]),
    .target(name: "SpendScreen", dependencies: ["SpendText"], swiftSettings: strict),
    .target(name: "CRescue"),
    .target(
      name: "SpendCurses", dependencies: ["SpendScreen", "CNCurses", "CRescue"], swiftSettings: strict),
    .target(
      name: "SpendAggregate", dependencies: ["SpendCore", "SpendPricing"], swiftSettings: strict),
    .target(
      name: "SpendAlerts", dependencies: ["SpendCore", "SpendText", "SpendAggregate"], swiftSettings: strict),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "SpendNetwork", dependencies: ["SpendCore", "CCurl"], swiftSettings: strict),
    .target(name: "CSpawn"),
    .target(
      name: "SpendDelivery", dependencies: ["SpendCore", "SpendAlerts", "CCurl", "CSpawn"],
      swiftSettings: strict),
    .target(
      name: "SpendDashboard",
      dependencies: ["SpendCore", "SpendText", "SpendAggregate", "SpendAlerts", "SpendScreen"],
      swiftSettings: strict),

    .target(name: "SpendDemo", dependencies: ["SpendCore"], swiftSettings: strict),

    .systemLibrary(name: "CMalloc"),
    .executableTarget(
      name: "spendtop",
      dependencies: [
        "SpendCore", "SpendText", "SpendFormats", "SpendPricing", "SpendIngest", "SpendStore", "SpendScreen",
        "SpendCurses", "SpendAggregate", "SpendAlerts", "SpendDelivery", "SpendDashboard", "SpendDemo",
        "SpendNetwork",
        "CMalloc", "CRescue",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ], swiftSettings: strict),

    .executableTarget(
      name: "spendtop-bench",
      dependencies: [
        "SpendAlerts", "SpendCore", "SpendDashboard", "SpendDemo", "SpendFormats", "SpendIngest",
        "SpendMutation",
        "SpendPricing", "SpendScreen", "SpendStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(
      name: "SpendTestSupport", dependencies: ["SpendCore", "SpendScreen"], path: "Tests/SpendTestSupport",
      swiftSettings: strict),
    .testTarget(name: "SpendCoreTests", dependencies: ["SpendCore"], swiftSettings: strict),
    .testTarget(
      name: "SpendIngestTests",
      dependencies: [
        "SpendIngest", "SpendStore", "SpendPricing", "SpendCore", "SpendFormats", "SpendMutation",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpendAggregateTests",
      dependencies: ["SpendAggregate", "SpendPricing", "SpendCore", "SpendTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendAlertsTests",
      dependencies: ["SpendAlerts", "SpendAggregate", "SpendCore", "SpendTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendDeliveryTests", dependencies: ["SpendDelivery", "SpendAlerts", "SpendCore"],
      swiftSettings: strict),
    .testTarget(
      name: "SpendDashboardTests",
      dependencies: [
        "SpendDashboard", "SpendAlerts", "SpendAggregate", "SpendCore", "SpendScreen", "SpendTestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SpendDemoTests", dependencies: ["SpendDemo", "SpendFormats", "SpendCore"], swiftSettings: strict),
    .testTarget(
      name: "AccountingTests",
      dependencies: [
        "SpendAlerts", "SpendDashboard", "SpendAggregate", "spendtop", "SpendIngest", "SpendStore",
        "SpendPricing", "SpendCore", "SpendTestSupport",
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
        "spendtop", "SpendAggregate", "SpendAlerts", "SpendCore", "SpendDashboard", "SpendFormats",
        "SpendIngest",
        "SpendPricing", "SpendScreen", "SpendStore", "SpendTestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .testTarget(
      name: "SpendFormatsTests", dependencies: ["SpendFormats", "SpendMutation", "SpendCore"],
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
