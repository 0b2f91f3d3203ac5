import GRDB
import SpendCore

/// Features as small numbers within this process, and the feature of each dimension set.
final class FeatureIndex {
  private var names: [String] = []
  private var indexes: [String: Int32] = [:]
  private var ofDimensionSet: [Int32: Int32] = [:]
  private let select: RawStatement

  init(_ db: Database) throws {
    select = try RawStatement(db, sql: "SELECT feature FROM dimension_set WHERE id = ?")
  }

  func note(_ feature: String, dimensionSet: Int32) {
    if let index = indexes[feature] {
      ofDimensionSet[dimensionSet] = index
    } else {
      let index = Int32(names.count)
      names.append(feature)
      indexes[feature] = index
      ofDimensionSet[dimensionSet] = index
    }
  }

  func index(ofDimensionSet id: Int32) throws -> Int32 {
    if let index = ofDimensionSet[id] { return index }
    var feature = ""
    select.bind(Int64(id), at: 1)
    try select.forEachRow { feature = select.text(0) }
    note(feature, dimensionSet: id)
    return ofDimensionSet[id] ?? 0
  }

  func name(_ index: Int32) -> String {
    names[Int(index)]
  }
}
