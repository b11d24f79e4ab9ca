extension BitcodeModule {
  static func load(_ paths: [String], _ options: Options) throws(BitcodeError) -> BitcodeModule {
    throw .noInput
  }
}
