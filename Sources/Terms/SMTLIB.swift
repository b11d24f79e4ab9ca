extension TermPool {
  /// An SMT-LIB 2 script (logic QF_BV) that asks whether all conditions can hold together.
  ///
  /// Declares the variables that occur and asserts their ranges; each shared term is defined once.
  public func smtlib(_ assertions: [Term]) -> String {
    var printer = SMTLIBPrinter(self)
    printer.text = "(set-logic QF_BV)\n"
    for assertion in assertions { printer.define(assertion) }
    for assertion in assertions { printer.assert(assertion) }
    printer.text += "(check-sat)\n"
    return printer.text
  }

  /// The same for several questions about one background: each with its title, asked on its own and answered in turn.
  ///
  /// - Parameters:
  ///   - background: what all of them assert (width 1 each).
  ///   - questions: what each asserts besides (width 1). Titles have no line breaks or quotes.
  public func smtlib(_ background: [Term], questions: [(title: String, condition: Term)]) -> String {
    var printer = SMTLIBPrinter(self)
    printer.text = "(set-logic QF_BV)\n"
    for term in background + questions.map(\.condition) { printer.define(term) }
    for assertion in background { printer.assert(assertion) }
    for (title, condition) in questions {
      printer.text += "; \(title)\n(push 1)\n"
      printer.assert(condition)
      printer.text += "(check-sat)\n(pop 1)\n"
    }
    return printer.text
  }
}

/// Writes terms as SMT-LIB 2 definitions, each once; for scripts of several queries.
///
/// A term of width w is a bit vector of that width; conditions are bit vectors of width 1.
struct SMTLIBPrinter {
  private let pool: TermPool
  private let prefix: String
  var text = ""
  private var names: [Term: String] = [:]

  /// - Parameter prefix: of all names, so that terms of two pools can stand in one script.
  init(_ pool: TermPool, prefix: String = "") {
    self.pool = pool
    self.prefix = prefix
  }

  /// Gives a variable the name that it has elsewhere in the script.
  mutating func name(_ variable: Term, _ name: String) { names[variable] = name }

  func reference(_ term: Term) -> String { names[term] ?? "?" }

  mutating func assert(_ condition: Term) { text += "(assert (= \(reference(condition)) #b1))\n" }

  /// Defines a term and what it needs, operands first, without recursion.
  mutating func define(_ term: Term) {
    var stack = [term]
    while let top = stack.last {
      if names[top] != nil {
        stack.removeLast()
        continue
      }
      let operands = pool.operands(of: top)
      let missing = operands.filter { names[$0] == nil }
      if !missing.isEmpty {
        stack.append(contentsOf: missing)
        continue
      }
      stack.removeLast()
      write(top, operands.map(reference))
    }
  }

  private mutating func write(_ term: Term, _ operands: [String]) {
    let width = pool.width(term)
    if let value = pool.asConstant(term) {
      names[term] = "(_ bv\(value) \(width))"
      return
    }
    if let info = pool.variableInfo(term) {
      let name = "\(prefix)v\(info.ordinal)"
      names[term] = name
      text += "; \(info.name.filter { !$0.isNewline })\n(declare-fun \(name) () (_ BitVec \(width)))\n"
      if info.isBounded {
        text += "(assert (bvule (_ bv\(info.range.lowerBound) \(width)) \(name)))\n"
        text += "(assert (bvule \(name) (_ bv\(info.range.upperBound) \(width))))\n"
      }
      return
    }
    let name = "\(prefix)t\(term.id)"
    names[term] = name
    text += "(define-fun \(name) () (_ BitVec \(width)) \(body(term, operands)))\n"
  }

  private func body(_ term: Term, _ operands: [String]) -> String {
    func call(_ name: String) -> String { "(\(name) \(operands.joined(separator: " ")))" }
    func comparison(_ name: String) -> String { "(ite \(call(name)) #b1 #b0)" }
    let added = pool.width(term) - (pool.operands(of: term).first.map(pool.width) ?? 0)
    switch pool.operation(of: term) {
    case .not: return call("bvnot")
    case .and: return call("bvand")
    case .or: return call("bvor")
    case .xor: return call("bvxor")
    case .add: return call("bvadd")
    case .sub: return call("bvsub")
    case .mul: return call("bvmul")
    case .udiv: return call("bvudiv")
    case .urem: return call("bvurem")
    case .sdiv: return call("bvsdiv")
    case .srem: return call("bvsrem")
    case .shl: return call("bvshl")
    case .lshr: return call("bvlshr")
    case .ashr: return call("bvashr")
    case .eq: return comparison("=")
    case .ult: return comparison("bvult")
    case .ule: return comparison("bvule")
    case .slt: return comparison("bvslt")
    case .sle: return comparison("bvsle")
    case .ite: return "(ite (= \(operands[0]) #b1) \(operands[1]) \(operands[2]))"
    case .concat: return call("concat")
    case .extract(let high, let low): return call("(_ extract \(high) \(low))")
    case .zext: return call("(_ zero_extend \(added))")
    case .sext: return call("(_ sign_extend \(added))")
    case .umin: return "(ite (bvult \(operands[0]) \(operands[1])) \(operands[0]) \(operands[1]))"
    case nil: preconditionFailure("constants and variables have no body")
    }
  }
}
