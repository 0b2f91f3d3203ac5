/// The automaton of a regular expression, run over a text in time proportional to the length of the text
/// times the size of the automaton.
struct RegularExpressionProgram: Sendable {
  private enum Instruction: Sendable {
    case scalar(ScalarClass)
    case assertion(RegularExpressionAssertion)
    /// Goes on at both places.
    case split(Int, Int)
    case jump(Int)
    case match
  }

  private var instructions: [Instruction] = []

  /// Instructions that one expression may have.
  static let largest = 10_000

  init(_ node: RegularExpressionNode) throws(RegularExpressionError) {
    try add(node)
    instructions.append(.match)
  }

  // MARK: Compiling

  private mutating func append(_ instruction: Instruction) throws(RegularExpressionError) {
    guard instructions.count < Self.largest else { throw .tooLarge }
    instructions.append(instruction)
  }

  private mutating func add(_ node: RegularExpressionNode) throws(RegularExpressionError) {
    switch node {
    case .empty: break
    case .scalars(let set): try append(.scalar(set))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .choice(let branches): try addChoice(branches)
    case .repetition(let node, let least, let most):
      for _ in 0..<least {
        let before = instructions.count
        try add(node)
        // Repetitions of an empty expression add no instructions.
        if instructions.count == before { break }
      }
      if let most {
        for _ in least..<most { try addOptional(node) }
      } else {
        let split = instructions.count
        try append(.split(0, 0))
        try add(node)
        try append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
      }
    }
  }

  private mutating func addOptional(_ node: RegularExpressionNode) throws(RegularExpressionError) {
    let split = instructions.count
    try append(.split(0, 0))
    try add(node)
    instructions[split] = .split(split + 1, instructions.count)
  }

  private mutating func addChoice(_ branches: [RegularExpressionNode]) throws(RegularExpressionError) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index < branches.count - 1 else {
        try add(branch)
        break
      }
      let split = instructions.count
      try append(.split(0, 0))
      try add(branch)
      jumps.append(instructions.count)
      try append(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  // MARK: Matching

  /// The instructions that wait for the next scalar, each once.
  private struct States {
    var list: [Int] = []
    private var mark: [Int]
    private var generation = 0

    init(count: Int) {
      mark = Array(repeating: -1, count: count)
      list.reserveCapacity(min(count, 64))
    }

    mutating func clear() {
      list.removeAll(keepingCapacity: true)
      generation += 1
    }

    mutating func insert(_ place: Int) -> Bool {
      guard mark[place] != generation else { return false }
      mark[place] = generation
      return true
    }
  }

  /// The scalars on both sides of a place in the text; nil at its ends.
  private struct Place {
    var before: Unicode.Scalar?
    var after: Unicode.Scalar?

    func meets(_ assertion: RegularExpressionAssertion) -> Bool {
      switch assertion {
      case .textStart: before == nil
      case .textEnd: after == nil
      case .lineStart: before == nil || before == "\n"
      case .lineEnd: after == nil || after == "\n"
      case .wordBoundary: isWordBoundary
      case .noWordBoundary: !isWordBoundary
      }
    }

    private var isWordBoundary: Bool {
      (before.map(ScalarClass.isWord) ?? false) != (after.map(ScalarClass.isWord) ?? false)
    }
  }

  /// `isAnchored`: only a match of the whole text counts.
  func run(_ text: String, isAnchored: Bool) -> Bool {
    var current = States(count: instructions.count)
    var following = States(count: instructions.count)
    var stack: [Int] = []
    var scalars = text.unicodeScalars.makeIterator()
    var place = Place(before: nil, after: scalars.next())
    current.clear()
    while true {
      if place.before == nil || !isAnchored {
        if follow(0, at: place, into: &current, &stack), !isAnchored || place.after == nil { return true }
      }
      guard let scalar = place.after else { return false }
      let next = Place(before: scalar, after: scalars.next())
      following.clear()
      for state in current.list {
        guard case .scalar(let set) = instructions[state], set.contains(scalar) else { continue }
        if follow(state + 1, at: next, into: &following, &stack), !isAnchored || next.after == nil {
          return true
        }
      }
      if isAnchored, following.list.isEmpty { return false }
      swap(&current, &following)
      place = next
    }
  }

  /// Adds all instructions that are reached from one without taking a scalar. True when the match is among
  /// them.
  private func follow(_ start: Int, at place: Place, into states: inout States, _ stack: inout [Int]) -> Bool
  {
    stack.append(start)
    var isMatch = false
    while let index = stack.popLast() {
      guard states.insert(index) else { continue }
      switch instructions[index] {
      case .scalar: states.list.append(index)
      case .assertion(let assertion): if place.meets(assertion) { stack.append(index + 1) }
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .jump(let target): stack.append(target)
      case .match: isMatch = true
      }
    }
    return isMatch
  }
}
