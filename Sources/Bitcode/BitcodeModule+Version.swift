import CLLVM

extension BitcodeModule {
  /// The major version of the LLVM that reads bitcode here: clang must be of the same.
  public static var readerMajor: Int {
    var major: UInt32 = 0
    LLVMGetVersion(&major, nil, nil)
    return Int(major)
  }
}
