extension BitcodeModule {
  /// All string constants of the sources: byte arrays that end in their only zero.
  public var strings: [String] {
    globals.values.compactMap { global in
      guard global.isConstant, let bytes = global.initial, bytes.last == 0, !bytes.dropLast().contains(0)
      else { return nil }
      return String(validating: bytes.dropLast(), as: UTF8.self)
    }
  }
}
