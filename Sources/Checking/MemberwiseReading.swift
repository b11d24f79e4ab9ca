import Bitcode

/// Whether code that was read with its structures' members in other places (`MemberPlaces`) means there what it means
/// in its own.
///
/// Members and elements are found by their types. What the types do not show is a number of bytes: an offset as
/// `container_of()` computes it, a copy of memory, a quotient by a size. Where such code is the same in the base, to
/// the byte, the number is; where it is not, nobody says what the number stands for.
public struct MemberwiseReading {
  let places: MemberPlaces

  public init(places: MemberPlaces) {
    self.places = places
  }

  /// Why code that was read so cannot be believed; nil if it can.
  ///
  /// - Parameter patched: the unit as read with the places.
  public func obstacle(_ base: CompiledUnit, _ patched: CompiledUnit) -> String? {
    for name in patched.closure.subtracting(patched.specFunctions).sorted() {
      guard let body = patched.module.functions[name], !body.isDeclaration else { continue }
      // A part of a structure may have other members in it, though it is as long as it was. A PTE is 8 bytes.
      let touches = !body.structures.isDisjoint(with: places.structures.keys)
      if body.copiesMemory(moreThan: touches ? 0 : 8) {
        return "\(name)() copies or clears memory by a number of bytes"
      }
      // The same to the byte as before, with all members where they were.
      if base.module.functions[name]?.bodyDigest == body.bodyDigest { continue }
      if let member = body.missingMember { return "\(name)() looks for \(member)" }
      if body.hasByteOffsets { return "\(name)() computes an address by a number of bytes" }
      if body.computesWithAddresses { return "\(name)() computes with addresses as numbers" }
      if body.divides { return "\(name)() divides, which may be by the size of a structure" }
    }
    return nil
  }
}

extension Function {
  /// A member without a place that it looks for, in words.
  fileprivate var missingMember: String? {
    for instruction in blocks.flatMap(\.instructions) {
      guard case .unsupported(let text) = instruction.kind, text.hasPrefix(MemberPlaces.missing) else {
        continue
      }
      return String(text.dropFirst(MemberPlaces.missing.count))
    }
    return nil
  }

  /// Whether it copies, clears or compares more bytes of memory than a number, as far as is known.
  fileprivate func copiesMemory(moreThan most: UInt64) -> Bool {
    blocks.flatMap(\.instructions).contains { instruction in
      guard case .call(.function(let name), let arguments, _, _) = instruction.kind,
        name.hasPrefix("llvm.mem") || ["memcpy", "memmove", "memset", "memcmp"].contains(name)
      else { return false }
      guard arguments.count > 2, case .integer(let length, _) = arguments[2] else { return true }
      return length > most
    }
  }

  /// Whether it makes numbers of addresses and addresses of numbers.
  fileprivate var computesWithAddresses: Bool {
    let casts = blocks.flatMap(\.instructions).compactMap { instruction -> CastOperation? in
      if case .cast(let operation, _, _, _) = instruction.kind { operation } else { nil }
    }
    return casts.contains(.ptrtoint) && casts.contains(.inttoptr)
  }

  /// Whether it divides by a constant, as a difference of pointers does.
  fileprivate var divides: Bool {
    blocks.flatMap(\.instructions).contains { instruction in
      guard case .binary(let operation, _, .integer, _) = instruction.kind else { return false }
      return operation == .sdiv || operation == .udiv
    }
  }
}
