import Solving
import Terms
import Testing

@testable import Execution

/// Worlds at hand that become others.
@Suite struct SampleWorldTests {
  private let pool = TermPool()
  private let x: Term
  private let y: Term
  private let z: Term

  init() {
    x = pool.variable("x", width: 8)
    y = pool.variable("y", width: 8)
    z = pool.variable("z", width: 8)
  }

  private func number(_ value: UInt64) -> Term { pool.constant(value, width: 8) }

  private func worlds(_ values: [Term: UInt64]...) -> SampleWorlds {
    var result = SampleWorlds(pool: pool)
    for each in values { result.add(Model(values: each)) }
    return result
  }

  @Test func aWorldIsChangedInPart() throws {
    var samples = worlds([x: 1, y: 5, z: 7])
    let condition = pool.eq(x, number(3))
    #expect(samples.world(where: condition) == nil)
    let isMade = samples.adapt(to: [(x, 3)], where: condition, assumptions: [pool.ult(x, y), pool.ult(y, z)])
    #expect(isMade)
    let world = try #require(samples.world(where: condition))
    let values = [x, y, z].map(world.value(of:))
    #expect(values == [3, 5, 7])
    // The world that it was made of is still there.
    #expect(samples.count(where: pool.eq(x, number(1))) == 1)
  }

  /// Any assumption that breaks is reason enough.
  @Test func noWorldBreaksAnAssumption() {
    var samples = worlds([x: 1, y: 5, z: 7])
    let condition = pool.eq(x, number(6))
    let isMade = samples.adapt(to: [(x, 6)], where: condition, assumptions: [pool.ult(x, y)])
    #expect(!isMade)
    #expect(samples.world(where: condition) == nil)
    #expect(samples.count == 1)
  }

  /// The values may be of a part that has not all of the condition.
  @Test func noWorldBreaksTheCondition() {
    var samples = worlds([x: 1, y: 5, z: 7])
    let condition = pool.and(pool.eq(x, number(3)), pool.eq(z, number(0)))
    let isMade = samples.adapt(to: [(x, 3)], where: condition, assumptions: [])
    #expect(!isMade)
    #expect(samples.count == 1)
  }

  /// A solver that knew a part has given the rest of its variables any value: they keep theirs if they can.
  @Test func noMoreIsChangedThanNeeded() throws {
    var samples = worlds([x: 1, y: 5, z: 7])
    let condition = pool.and(pool.eq(x, number(3)), pool.eq(y, number(5)))
    let part: SlicedProver.Part = [(x, 3), (y, 5), (z, 0)]
    let isMade = samples.adapt(to: part, where: condition, assumptions: [pool.ult(y, z)])
    #expect(isMade)
    let world = try #require(samples.world(where: condition))
    #expect(world.value(of: z) == 7)
  }

  @Test func theNearestWorldIsTaken() throws {
    var samples = worlds([x: 1, y: 5, z: 7], [x: 1, y: 0, z: 0], [x: 2, y: 0, z: 1])
    let condition = pool.and(pool.eq(x, number(3)), pool.eq(z, number(7)))
    let isMade = samples.adapt(to: [(x, 3)], where: condition, assumptions: [])
    #expect(isMade)
    #expect(try #require(samples.world(where: condition)).value(of: y) == 5)
  }
}
