import Proof
import Testing

/// What a store wrote that went nobody knows where is lost. So nothing is proved of the state behind it, whether the
/// claim that finds the store is asked for or not.
@Suite struct LostAccessTests {
  /// A store through a word of the world, which may point anywhere.
  private static let once = "if (HAPPENS) *(u64 *)word = 8;"
  private static let inLoop = "for (i = 0; i < n; i++) if (HAPPENS) *(u64 *)src[i] = 8;"
  /// Behind the end of the table, where C has another object.
  private static let beyond = "if (HAPPENS) source[RECORDS + place] = 8;"

  private func prove(
    _ store: String, happens condition: String, _ claims: Set<Claim>
  ) async throws -> SummaryToy.Verdicts {
    try await SummaryToy(
      body: "\(SummaryToy.search) \(SummaryToy.map) \(store.replacing("HAPPENS", with: condition))",
      // For the solver to say: a check that shows in the term is no goal.
      invariant: "copy - word <= 8"
    ).prove(upTo: 3, claims: claims)
  }

  @Test(arguments: [once, inLoop, beyond]) func nothingBehindItIsProved(_ store: String) async throws {
    let alone = try await prove(store, happens: "word & 2", [.invariants])
    #expect(alone.summarised == [.invariants: .undecided], "\(alone.notes)")
    #expect(alone.unrolled == [.invariants: .undecided], "\(alone.notes)")
    #expect(alone.notes.contains { $0.contains("what lies behind it is not known: store at") })
    let both = try await prove(store, happens: "word & 2", [.invariants, .accesses])
    #expect(both.unrolled == [.invariants: .undecided, .accesses: .refuted], "\(both.notes)")
    #expect(both.summarised[.invariants] == .undecided && both.summarised[.accesses] != .proved)
  }

  /// The same store where no world gets to.
  @Test(arguments: [once, inLoop, beyond]) func whatDoesNotHappenMattersNot(_ store: String) async throws {
    for claims in [[.invariants], [.invariants, .accesses]] as [Set<Claim>] {
      let result = try await prove(store, happens: "(word & 6) == 8", claims)
      #expect(result.summarised.values.allSatisfy { $0 == .proved }, "\(result.notes)")
      #expect(result.unrolled.values.allSatisfy { $0 == .proved }, "\(result.notes)")
    }
  }
}
