import SpendCore

/// The dimension of spend; Foundation has a type of the same name, of units.
typealias Dimension = SpendCore.Dimension
