import ArgumentParser

/// Versions of the FinOps Open Cost and Usage Specification that `export focus` writes.
enum FocusVersion: String, ExpressibleByArgument, CaseIterable {
  case version12 = "1.2"
  case version13 = "1.3"
}
