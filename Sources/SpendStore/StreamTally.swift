import GRDB
import SpendCore

/// Counts of one unit of a batch.
struct StreamTally {
  var inserted = 0
  var duplicates = 0
  var replaced = 0
}
