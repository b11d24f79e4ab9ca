import Bitcode
import Execution

/// A difference that is a fault until the user allows it by name (PP_FINDING).
public struct NamedFinding: Sendable, Hashable {
  public let name: String
  public let condition: String
  public let relation: String
  public let reason: String

  /// The findings that a module's spec knows by name, whether or not its unit has them.
  public static func declared(in module: BitcodeModule) -> [NamedFinding] {
    (module.declarations["finding"] ?? []).compactMap { entry in
      guard entry.count == 4 else { return nil }
      return NamedFinding(name: entry[0], condition: entry[1], relation: entry[2], reason: entry[3])
    }
  }
}

/// That a unit has a finding, from a folio order on (PP_EXPECT).
public struct Expectation: Sendable, Hashable {
  public let finding: String
  /// The least order at which it shows.
  public let order: Int

  /// What a module's spec expects of its unit, in the order of the declarations.
  ///
  /// - Throws: `ExecutionError.badSpec` for an order that is no number, or a finding that is declared nowhere.
  public static func declared(in module: BitcodeModule) throws -> [Expectation] {
    let known = Set(NamedFinding.declared(in: module).map(\.name))
    return try (module.declarations["expect"] ?? []).map { entry in
      guard entry.count == 2, let order = Int(entry[1]), (0...9).contains(order) else {
        throw ExecutionError.badSpec(
          "PP_EXPECT(\(entry.map { "\"\($0)\"" }.joined(separator: ", "))): the second argument is an order, \"0\" to \"9\""
        )
      }
      guard known.contains(entry[0]) else {
        throw ExecutionError.badSpec("PP_EXPECT(\"\(entry[0])\"): no PP_FINDING() declares it")
      }
      return Expectation(finding: entry[0], order: order)
    }
  }
}

/// A name by which checks can be asked for (PP_TAG): those whose text begins with it and a colon.
public struct CheckTag: Sendable, Hashable {
  public let name: String
  public let meaning: String

  public static func declared(in module: BitcodeModule) -> [CheckTag] {
    (module.declarations["tag"] ?? []).compactMap { entry in
      entry.count == 2 ? CheckTag(name: entry[0], meaning: entry[1]) : nil
    }
  }
}

/// What a self-contained spec is about (PP_UNIT).
public struct UnitDeclaration: Sendable, Hashable {
  /// What the names of its entry points begin with.
  public let prefix: String
  /// The function under proof.
  public let function: String
  public let summary: String
  /// Whether it is proved for every order at once where nobody asks for orders (PP_EVERY_ORDER).
  public let isForEveryOrder: Bool

  /// - Throws: `ExecutionError.badSpec` unless the spec declares exactly one.
  public static func declared(in module: BitcodeModule) throws -> UnitDeclaration {
    let entries = module.declarations["unit"] ?? []
    guard entries.count == 1, let entry = entries.first, entry.count == 3 else {
      throw ExecutionError.badSpec(
        "PP_UNIT(prefix, function, summary) must stand once, and stands \(entries.count) times")
    }
    return UnitDeclaration(
      prefix: entry[0], function: entry[1], summary: entry[2],
      isForEveryOrder: module.declarations["every_order"] != nil)
  }
}
