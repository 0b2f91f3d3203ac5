/// Versions of the FinOps Open Cost and Usage Specification that `export focus` writes.
public enum FocusVersion: String, CaseIterable, Sendable {
  case version12 = "1.2"
  case version13 = "1.3"
}
