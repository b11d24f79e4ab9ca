/// What code claims of itself, as a call that stands where the claim is made (`PromiseMarking`).
///
/// `__builtin_unreachable()`, `__builtin_assume()`, `noreturn` or `nsw` tell a compiler what it may take for granted. Here
/// they are things to prove: a kernel in which one of them is false may do anything.
public enum Promise: Sendable, Hashable {
  /// Control does not come here.
  case unreachable
  /// The function that was called just before does not return.
  case noReturn
  /// The argument, a condition, holds; the text says what it is in C.
  case holds(String)
  /// The operation on the arguments does not make what the flag rules out.
  case flag(Flag, BinaryOperation)
  /// Something is promised of which nothing here can say whether it is kept.
  case unchecked(String)
  /// No promise but a question: does the compiler see that the argument is constant?
  case isConstant

  public enum Flag: String, Sendable, CaseIterable {
    /// No signed wrap (add, sub, mul, shl).
    case nsw
    /// No unsigned wrap (add, sub, mul, shl).
    case nuw
    /// No remainder, no bit shifted out (udiv, sdiv, lshr, ashr).
    case exact
    /// The operands of an `or` share no set bit.
    case disjoint
  }

  static let prefix = "pteproof.promise."

  /// The promise that a call of a function of this name makes; nil: a function like others.
  public init?(callee name: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    let parts = name.dropFirst(Self.prefix.count).split(separator: ".", maxSplits: 2).map(String.init)
    switch (parts.first, parts.count) {
    case ("unreachable", 1): self = .unreachable
    case ("noreturn", 1): self = .noReturn
    case ("constant", 2): self = .isConstant
    case ("holds", 2): self = .holds(parts[1])
    case ("unchecked", 2): self = .unchecked(parts[1])
    case (let flag?, 3):
      guard let flag = Flag(rawValue: flag), let operation = BinaryOperation(rawValue: parts[1]) else {
        return nil
      }
      self = .flag(flag, operation)
    default: return nil
    }
  }

  /// The name of the function that stands for it. `type` tells those apart that take arguments of different types.
  func name(type: String = "") -> String {
    switch self {
    case .unreachable: Self.prefix + "unreachable"
    case .noReturn: Self.prefix + "noreturn"
    case .isConstant: Self.prefix + "constant." + type
    case .holds(let what): Self.prefix + "holds." + what
    case .unchecked(let what): Self.prefix + "unchecked." + what
    case .flag(let flag, let operation): Self.prefix + "\(flag.rawValue).\(operation.rawValue).\(type)"
    }
  }
}
