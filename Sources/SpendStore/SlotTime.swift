import SpendCore

/// The time of a stored slot: a moment, or a whole local day.
enum SlotTime {
  case instant(Instant)
  case localDay(Int64)
}
