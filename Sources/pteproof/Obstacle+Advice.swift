import Execution

extension Obstacle {
  /// What the user can do about it.
  var howToAddModel: String {
    switch self {
    case .call(let function):
      "say in the spec what it does: PP_MODEL(type, \(function), (parameters), \"extern\", \"reason\"); "
        + "specs/README.md, Models"
    case .assembly(let function):
      "say in the spec what it does: PP_MODEL(type, \(function), (parameters), digest, \"reason\"); "
        + "specs/README.md, Models"
    case .indirectCall: "let the spec's world say which function the pointer names"
    case .noArray(let object): "declare \(object) with pp_array() in the spec's world"
    case .initialValue(let variable): "say with pp_arbitrary() in the spec's world what \(variable) holds"
    case .instruction: "no model can help: pteproof does not know this part of LLVM's language"
    }
  }
}
