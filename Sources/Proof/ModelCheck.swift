import Bitcode
import Execution

/// A model stands for code that cannot be executed, and for nothing else.
public enum ModelCheck {
  /// - Throws: `ExecutionError.badSpec` for a model of a function whose body is there and free of inline
  ///   assembly. Where a tree has another body than the model was written for, that is not the spec's fault: the real
  ///   code is executed then.
  public static func check(_ module: BitcodeModule) throws {
    for (name, function) in module.functions.sorted(by: { $0.key < $1.key })
    where !function.isDeclaration && !function.hasInlineAssembly {
      if let model = module.functions["pp_model_\(name)"], !model.isDeclaration,
        module.hasModel(for: name)
      {
        throw ExecutionError.badSpec(
          "a model of \(name)(), whose body is there and free of assembly: real code is executed")
      }
    }
  }
}
