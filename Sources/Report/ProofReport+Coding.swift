/// The keys of a report and their order.
///
/// `verdict` and `exitStatus` follow from the rest and are written for readers that want nothing else; they
/// are not read back.
extension ProofReport {
  private enum CodingKeys: String, CodingKey {
    case schema, program, verdict, exitStatus, limits, unit, kernel, orders, measure, method, claims,
      declaration,
      findings
    case allowances, bounds, assumptions, bootFacts, variables, models, loops, unreachedBranches, notClaimed,
      coverage, totals
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try container.decode(String.self, forKey: .schema)
    guard schema == ProofReport.currentSchema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: container,
        debugDescription: "\(schema) is not \(ProofReport.currentSchema)")
    }
    self.init(
      program: try container.decode(ProgramReport.self, forKey: .program),
      unit: try container.decode(String.self, forKey: .unit),
      kernel: try container.decodeIfPresent(KernelSummary.self, forKey: .kernel),
      orders: try container.decode([Int].self, forKey: .orders),
      measure: try container.decodeIfPresent(Measure.self, forKey: .measure) ?? .order,
      method: try container.decode(String.self, forKey: .method),
      claims: try container.decode([ClaimReport].self, forKey: .claims),
      allowances: try container.decode([AllowanceReport].self, forKey: .allowances),
      bounds: try container.decode([NamedReason].self, forKey: .bounds),
      assumptions: try container.decode([NamedReason].self, forKey: .assumptions),
      bootFacts: try container.decodeIfPresent([BootFactReport].self, forKey: .bootFacts) ?? [],
      variables: try container.decodeIfPresent([VariableReport].self, forKey: .variables) ?? [],
      models: try container.decode([ModelReport].self, forKey: .models),
      loops: try container.decodeIfPresent([LoopReport].self, forKey: .loops) ?? [],
      unreachedBranches: try container.decode([LocationText].self, forKey: .unreachedBranches),
      notClaimed: try container.decode([String].self, forKey: .notClaimed),
      findings: try container.decode([FindingReport].self, forKey: .findings),
      declaration: try container.decodeIfPresent(DeclarationReport.self, forKey: .declaration),
      totals: try container.decode(Totals.self, forKey: .totals))
    coverage = try container.decodeIfPresent(CoverageReport.self, forKey: .coverage)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(program, forKey: .program)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(Int(verdict.exitStatus), forKey: .exitStatus)
    try container.encode(Limits.sentence, forKey: .limits)
    try container.encode(unit, forKey: .unit)
    try container.encodeIfPresent(kernel, forKey: .kernel)
    try container.encode(orders, forKey: .orders)
    if measure != .order { try container.encode(measure, forKey: .measure) }
    try container.encode(method, forKey: .method)
    try container.encode(claims, forKey: .claims)
    try container.encodeIfPresent(declaration, forKey: .declaration)
    try container.encode(findings, forKey: .findings)
    try container.encode(allowances, forKey: .allowances)
    try container.encode(bounds, forKey: .bounds)
    try container.encode(assumptions, forKey: .assumptions)
    if !bootFacts.isEmpty { try container.encode(bootFacts, forKey: .bootFacts) }
    if !variables.isEmpty { try container.encode(variables, forKey: .variables) }
    try container.encode(models, forKey: .models)
    if !loops.isEmpty { try container.encode(loops, forKey: .loops) }
    try container.encode(unreachedBranches, forKey: .unreachedBranches)
    try container.encode(notClaimed, forKey: .notClaimed)
    try container.encodeIfPresent(coverage, forKey: .coverage)
    try container.encode(totals, forKey: .totals)
  }
}
