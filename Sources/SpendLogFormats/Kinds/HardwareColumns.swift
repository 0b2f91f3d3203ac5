/// The columns of nvidia-smi's readings without a header, identified by the shape of a row's values.
///
/// A unit nearly always identifies its column. A number without a unit may be the use, the temperature or
/// the memory, and of two columns with one unit either may be meant: such rows are refused rather than
/// guessed at, and the configuration names their columns.
struct HardwareColumns: Equatable {
  /// As in a header; empty for columns that are not read.
  var names: [String]
  /// No value is missing, so that other rows have the same columns.
  var isWhole: Bool

  /// Nil when the row is not a reading. Throws `unnamedColumns` when the columns of a reading are ambiguous.
  init?(_ row: [String]) throws(LineRejection) {
    let shapes = row.map(Shape.init)
    func places(of shape: Shape) -> [Int] { shapes.indices.filter { shapes[$0] == shape } }
    guard shapes.count > 1, shapes.first == .time else { return nil }
    let isTelling = shapes.contains { [.uuid, .bus, .name, .percent, .watts, .mebibytes].contains($0) }
    let isNumbers = shapes.dropFirst().allSatisfy { [.integer, .decimal, .missing].contains($0) }
    guard isTelling || isNumbers else { return nil }

    var named: [Int: String] = [0: "timestamp"]
    func name(_ shapes: Shape..., as column: String) throws(LineRejection) -> Bool {
      let places = shapes.lazy.map { places(of: $0) }.first { !$0.isEmpty } ?? []
      guard places.count <= 1 else { throw .unnamedColumns }
      if let place = places.first { named[place] = column }
      return !places.isEmpty
    }
    let isOwn = try name(.uuid, as: "uuid")
    let isPlaced = try name(.bus, as: "pci.bus_id")
    let processor = places(of: .name).first
    if let processor { named[processor] = "name" }
    // Only a number before the name is surely the index.
    let numbers = places(of: .integer)
    let index = processor.flatMap { processor in
      numbers.count { $0 < processor } == 1 ? numbers.first : nil
    }
    if let index { named[index] = "index" }
    guard isOwn || isPlaced || index != nil else { throw .unnamedColumns }

    let tellsUse = try name(.percent, as: "utilization.gpu")
    guard tellsUse || numbers.allSatisfy({ $0 == index }) else { throw .unnamedColumns }
    let tellsPower = try name(.watts, .decimal, as: "power.draw")
    if !tellsUse, !tellsPower {
      guard try name(.mebibytes, as: "memory.used") else { throw .unnamedColumns }
    }
    names = row.indices.map { named[$0] ?? "" }
    isWhole = !shapes.contains(.missing)
  }

  /// Possible shapes of a value.
  private enum Shape {
    case time, uuid, bus, name, percent, watts, mebibytes, integer, decimal, missing, other

    private static let families = ["NVIDIA", "Tesla", "GeForce", "Quadro", "GRID", "TITAN"]

    init(_ field: String) {
      let text = field.drop { $0 == " " }
      let form = String(text.map { $0.isHexDigit ? "0" : $0 })
      let digits = text.filter { $0 != "." }
      let isNumber = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
      self =
        if text.isEmpty || text.hasPrefix("[") {
          .missing
        } else if form == "0000/00/00 00:00:00.000" {
          .time
        } else if text.hasPrefix("GPU-") {
          .uuid
        } else if form.hasSuffix(":00:00.0") {
          .bus
        } else if Self.families.contains(where: text.hasPrefix) {
          .name
        } else if text.hasSuffix(" %") {
          .percent
        } else if text.hasSuffix(" W") {
          .watts
        } else if text.hasSuffix(" MiB") {
          .mebibytes
        } else if isNumber, digits.count == text.count {
          .integer
        } else if isNumber, digits.count == text.count - 1 {
          .decimal
        } else {
          .other
        }
    }
  }
}
