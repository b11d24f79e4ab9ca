import Bitcode
import Terms

/// The stack pointer as a variable of C: `current_stack_pointer`, an operand of assembly that calls a function, so that the
/// compiler makes a stack frame first. Nothing else may be made of it here.
extension Executor {
  enum RegisterAccess { case read, write }

  /// Whether a call reads or writes the register rsp.
  static func registerAccess(_ callee: Callee, _ arguments: [Operand]) -> RegisterAccess? {
    guard case .function(let name) = callee, name.hasPrefix("llvm."),
      case .unsupported(let text)? = arguments.first,
      text == "metadata rsp"
    else { return nil }
    if name == "llvm.read_register.i64", arguments.count == 1 { return .read }
    if name == "llvm.write_register.i64", arguments.count == 2 { return .write }
    return nil
  }

  /// What is read is a value of which nothing is known; only such a one may be written back.
  func access(
    _ register: RegisterAccess, _ arguments: [Operand], _ types: [ValueType], _ activation: Activation,
    _ guarded: Term, _ here: SourceLocation?
  ) -> Value? {
    switch register {
    case .read:
      let pointer = fresh("the stack pointer", width: 64)
      stackPointers.insert(pointer)
      return .term(pointer)
    case .write:
      if let term = value(arguments[1], type: types[1], activation).term, stackPointers.contains(term) {
        return nil
      }
      obligeUnmodelled(.instruction, guarded, "the stack pointer is set", at: here)
      return nil
    }
  }
}
