import Bitcode
import Execution

/// Which pieces of a unit's code its proof executed, and what keeps it from the others.
///
/// A piece that is not executed lies behind sides of branches that no world takes, its *cuts*: in its own function, or in
/// those that would call it. What a cut is by decides what is known of the piece.
public struct CodeReach {
  public struct Cut: Hashable, Sendable {
    public enum Place: Hashable, Sendable {
      case side(Coverage.Side)
      case choice(Coverage.Choice)
    }

    public enum Kind: Hashable, Sendable {
      /// Behind it is a WARN or BUG. That none is reached is a claim of its own, of worlds that keep the bounds.
      case warning
      /// It depends on nothing but what the function is called with, and others may call it with something else.
      case parameters
      case other
    }

    public var place: Place
    public var kind: Kind
    public var function: String
  }

  public enum State: Equatable, Sendable {
    /// In a world that a model shows.
    case executed
    /// Executed perhaps: no model shows it.
    case open
    case unreached(Set<Cut>)
    /// A model is executed in the place of the function.
    case modelled(String)
    /// The unit's function does not come to it whatever happens.
    case absent
  }

  private struct Place: Hashable {
    var function: String
    var block: Int
  }

  private let unit: CompiledUnit
  private let coverage: Coverage
  private let callers: [String: Set<String>]
  private let cutsBefore: [Place: Set<Cut>]
  /// Functions that only the body of a modelled one calls, by that one's name.
  private let behindModels: [String: String]

  public init(_ unit: CompiledUnit, _ coverage: Coverage) {
    self.unit = unit
    self.coverage = coverage
    var callers: [String: Set<String>] = [:]
    for (name, function) in unit.module.functions {
      for callee in function.blocks.flatMap(\.callees) { callers[callee, default: []].insert(name) }
    }
    self.callers = callers
    let cuts = Cuts(unit: unit, callers: callers)
    var found: [Place: Set<Cut>] = [:]
    for (side, reach) in coverage.sides
    where reach == .never && coverage.blocks[side.function]?[side.block] != nil {
      guard let function = unit.module.functions[side.function], side.block < function.blocks.count,
        function.blocks[side.block].terminator.sides.indices.contains(side.successor)
      else { continue }
      let target = function.blocks[side.block].terminator.sides[side.successor]
      let region = Self.region(Place(function: side.function, block: target), unit.module, coverage)
      let cut = cuts.cut(side) { region.contains(Place(function: side.function, block: $0)) }
      for place in region { found[place, default: []].insert(cut) }
    }
    cutsBefore = found
    var behind: [String: String] = [:]
    for model in coverage.models.sorted() {
      for name in unit.module.closure(of: model) where behind[name] == nil { behind[name] = model }
    }
    behindModels = behind
  }

  public func state(of piece: CodePiece) -> State {
    let place = Place(function: piece.function, block: piece.block)
    guard let reach = coverage.blocks[piece.function]?[piece.block] else { return unexecuted(place) }
    switch piece.kind {
    case .block: return reach == .taken ? .executed : .open
    case .side(let number):
      let side = Coverage.Side(function: piece.function, block: piece.block, successor: number)
      switch coverage.sides[side] {
      case .taken: return .executed
      case .open, nil: return .open
      case .never:
        return .unreached([Cuts(unit: unit, callers: callers).cut(side) { isUnexecuted($0, piece.function) }])
      }
    case .choice(let register, let holds):
      let choice = Coverage.Choice(function: piece.function, register: register, holds: holds)
      switch coverage.choices[choice] {
      case .never: return .unreached([Cuts(unit: unit, callers: callers).cut(choice)])
      // In loops it is not asked each time: what is not known to be never chosen counts with its block.
      case .taken, .open, nil: return reach == .taken ? .executed : .open
      }
    }
  }

  private func isUnexecuted(_ block: Int, _ function: String) -> Bool {
    coverage.blocks[function]?[block] == nil
  }

  private func unexecuted(_ place: Place) -> State {
    if coverage.models.contains(place.function) { return .modelled(place.function) }
    if let cuts = cutsBefore[place] { return .unreached(cuts) }
    if let model = behindModels[place.function] { return .modelled(model) }
    guard unit.runClosure.contains(place.function) else { return .absent }
    // Behind something that has no end here, or a call through a pointer.
    return coverage.blocks[place.function] == nil ? .absent : .open
  }

  /// What is not executed and can be come to from a block only through what is not executed, calls included.
  private static func region(_ start: Place, _ module: BitcodeModule, _ coverage: Coverage) -> Set<Place> {
    var region: Set<Place> = []
    var work = [start]
    while let place = work.popLast() {
      guard coverage.blocks[place.function]?[place.block] == nil,
        let function = module.functions[place.function],
        place.block < function.blocks.count, region.insert(place).inserted
      else { continue }
      let block = function.blocks[place.block]
      work += block.terminator.successors.map { Place(function: place.function, block: $0) }
      for callee in block.callees where !module.hasModel(for: callee) {
        work.append(Place(function: callee, block: 0))
      }
    }
    return region
  }
}

extension Block {
  /// The functions that it calls by name.
  var callees: [String] {
    instructions.compactMap { instruction in
      if case .call(.function(let name), _, _, _) = instruction.kind { name } else { nil }
    }
  }
}
