import Execution
import Testing

@testable import Checking
@testable import KernelTree

/// What proofs executed of changed code, and what keeps them from the rest.
@Suite struct CodeReachTests {
  private static let toy = Task { try await ExecutedToy() }

  private func kinds(_ states: [CodeReach.State]) -> Set<CodeReach.Cut.Kind> {
    states.reduce(into: []) { kinds, state in
      if case .unreached(let cuts) = state { kinds.formUnion(cuts.map(\.kind)) }
    }
  }

  @Test func whatAWorldReachesIsExecuted() async throws {
    let toy = try await Self.toy.value
    for line in ["executed", "both sides"] {
      let states = toy.states(line)
      #expect(!states.isEmpty && states.allSatisfy { $0 == .executed }, "\(line): \(states)")
    }
  }

  /// A line counts by its branches: the line is executed, a side of it is not.
  @Test func aBoundKeepsAwayASideAndWhatLiesBehind() async throws {
    let toy = try await Self.toy.value
    let branch = toy.states("bounded branch")
    #expect(branch.contains(.executed) && kinds(branch) == [.other], "\(branch)")
    #expect(kinds(toy.states("bounded")) == [.other])
    let relaxed = try #require(toy.withoutBounds)
    let violated = branch.flatMap { state -> [String] in
      guard case .unreached(let cuts) = state else { return [] }
      return cuts.flatMap { cut -> [String] in
        guard case .side(let side) = cut.place else { return [] }
        #expect(relaxed.sides[side] == .taken)
        return Array(relaxed.violated[side] ?? [])
      }
    }
    #expect(violated == ["small-word"])
  }

  /// Without its bounds no world comes there either: it is dead by what is assumed.
  @Test func anAssumptionLeavesNothingThere() async throws {
    let toy = try await Self.toy.value
    let states = toy.states("assumed away")
    #expect(!states.isEmpty)
    for state in states {
      guard case .unreached(let cuts) = state else {
        Issue.record("\(state)")
        continue
      }
      for cut in cuts {
        guard case .side(let side) = cut.place else { continue }
        #expect(toy.withoutBounds?.sides[side] == .never)
      }
    }
  }

  @Test func aWarningIsToldApart() async throws {
    let toy = try await Self.toy.value
    #expect(kinds(toy.states("warned branch")) == [.warning])
  }

  /// What a function is called with by this unit is nobody else's.
  @Test func aParameterKeepsAway() async throws {
    let toy = try await Self.toy.value
    #expect(kinds(toy.states("parameters", file: "called.h", line: 5)) == [.parameters])
    #expect(kinds(toy.states("parameters", file: "called.h", line: 4)) == [.parameters])
  }

  @Test func functionsThatAreNotExecuted() async throws {
    let toy = try await Self.toy.value
    #expect(kinds(toy.states("in a function that is not called")) == [.other])
    #expect(Set(toy.states("modelled").map { "\($0)" }) == ["modelled(\"modelled\")"])
    #expect(Set(toy.states("in no unit").map { "\($0)" }) == ["absent"])
    #expect(toy.unit.executes("not_called", in: "unit.c") && !toy.unit.executes("unused", in: "unit.c"))
  }

  /// A condition that only chooses a value leaves no branch, and counts all the same.
  @Test func aChoiceHasTwoSides() async throws {
    let toy = try await Self.toy.value
    let number = toy.line("chosen never")
    let states = toy.states("", line: number - 1) + toy.states("", line: number)
    #expect(kinds(states) == [.other], "\(states)")
  }

  /// A macro that changes counts where it is used, which may be where no world comes.
  @Test func aMacroCountsWhereItIsUsed() async throws {
    func toy(_ value: Int) async throws -> ExecutedToy {
      try await ExecutedToy {
        $0.replacingOccurrences(
          of: "u64 word, other, out;", with: "#define FAR \(value)\nu64 word, other, out;"
        )
        .replacingOccurrences(of: "out = 1; // bounded", with: "out = FAR; // bounded")
      }
    }
    let (before, after) = (try await toy(1), try await toy(9))
    let hunk = Hunk(
      oldStart: 2, oldCount: 1, newStart: 2, newCount: 1, section: "",
      lines: [
        .init(kind: .removed, text: "#define FAR 1", oldLine: 2, newLine: nil),
        .init(kind: .added, text: "#define FAR 9", oldLine: nil, newLine: 2),
      ])
    let diff = Diff(files: [FileDiff(oldPath: "unit.c", newPath: "unit.c", hunks: [hunk])])
    let pieces = ChangedCode(
      diff, .added, texts: ["unit.c": after.text], unit: after.unit, other: before.unit,
      shift: ShiftedLines(diff, before: ["unit.c": before.text], after: ["unit.c": after.text])
    ).pieces
    #expect(Set(pieces.map(\.line)) == [after.line("bounded")] && Set(pieces.map(\.function)) == ["unit"])
    let reach = CodeReach(after.unit, after.coverage)
    #expect(kinds(pieces.map(reach.state)) == [.other])
  }

  /// What an added line compiles to, in a function that changes; nothing of one whose code is the same.
  @Test func piecesOfAChange() async throws {
    let before = try await Self.toy.value
    let after = try await ExecutedToy {
      $0.replacingOccurrences(of: "\t\tout = 1; // bounded", with: "\t\tout = 9; // bounded")
    }
    let number = before.line("bounded")
    let hunk = Hunk(
      oldStart: number, oldCount: 1, newStart: number, newCount: 1, section: "",
      lines: [
        .init(kind: .removed, text: "\t\tout = 1; // bounded", oldLine: number, newLine: nil),
        .init(kind: .added, text: "\t\tout = 9; // bounded", oldLine: nil, newLine: number),
      ])
    let diff = Diff(files: [FileDiff(oldPath: "unit.c", newPath: "unit.c", hunks: [hunk])])
    func pieces(_ unit: CompiledUnit, _ other: CompiledUnit?) -> Set<CodePiece> {
      ChangedCode(
        diff, .added, texts: ["unit.c": after.text], unit: unit, other: other,
        shift: ShiftedLines(diff, before: ["unit.c": before.text], after: ["unit.c": after.text])
      ).pieces
    }
    let own = pieces(after.unit, before.unit)
    #expect(!own.isEmpty && own.allSatisfy { $0.line == number && $0.function == "unit" }, "\(own)")
    #expect(pieces(before.unit, before.unit).isEmpty)
    #expect(after.unit.changedFunctions(since: before.unit) == ["unit"])
  }
}
