import CLLVM

/// Whether a local may be accessed outside its bounds.
///
/// LLVM's sroa takes an access at a constant place outside a local for something that does not happen, and deletes it. An
/// index that is no constant may become one on the way.
struct StrayLocals {
  private let layout: TypeLayout

  init(_ layout: TypeLayout) { self.layout = layout }

  func mayStray(_ local: LLVMValueRef, size: Int) -> Bool {
    var seen: Set<LLVMValueRef> = [local]
    var work: [(pointer: LLVMValueRef, offset: Int64)] = [(local, 0)]
    var isOutside = false
    func access(_ offset: Int64, _ length: Int) {
      if offset < 0 || length > size || offset > Int64(size - length) { isOutside = true }
    }
    while let (pointer, offset) = work.popLast() {
      for user in LLVMList.users(pointer) {
        switch LLVMGetInstructionOpcode(user) {
        case LLVMGetElementPtr:
          guard let address = AddressComputation(user, layout), address.scaled.isEmpty else { return true }
          if seen.insert(user).inserted { work.append((user, offset &+ address.offset)) }
        case LLVMBitCast, LLVMPHI, LLVMSelect:
          if seen.insert(user).inserted { work.append((user, offset)) }
        case LLVMLoad: access(offset, layout.storeSize(LLVMTypeOf(user)))
        case LLVMStore:
          // Where its address gets about, sroa leaves a local alone.
          guard let value = LLVMGetOperand(user, 0), value != pointer else { return false }
          access(offset, layout.storeSize(LLVMTypeOf(value)))
        case LLVMAtomicRMW, LLVMAtomicCmpXchg:
          guard let value = LLVMGetOperand(user, 1), value != pointer else { return false }
          access(offset, layout.storeSize(LLVMTypeOf(value)))
        case LLVMCall:
          guard let length = Self.length(ofAccess: user) else { return false }
          guard let length else { continue }
          guard LLVMIsAConstantInt(length) != nil else { return true }
          access(offset, Int(clamping: LLVMConstIntGetZExtValue(length)))
        case LLVMICmp: continue
        default: return false
        }
      }
    }
    return isOutside
  }

  /// How many bytes of each of its operands `llvm.memcpy` and its like access; nil in nil for calls that access none, and
  /// nil for those that may do anything.
  private static func length(ofAccess call: LLVMValueRef) -> LLVMValueRef?? {
    guard let name = DroppedCall.callee(call) else { return nil }
    if ["llvm.memcpy.", "llvm.memmove.", "llvm.memset."].contains(where: name.hasPrefix) {
      return .some(LLVMGetOperand(call, 2))
    }
    return name.hasPrefix("llvm.lifetime.") ? .some(nil) : nil
  }
}
