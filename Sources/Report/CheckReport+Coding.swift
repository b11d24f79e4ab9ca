/// The keys of a report on a diff, in the order in which they are written. The verdict is written too.
extension CheckReport {
  private enum CodingKeys: String, CodingKey {
    case schema, program, verdict, exitStatus, headline, limits, kernel, orders, method, patches, partial,
      totals
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try container.decode(String.self, forKey: .schema)
    guard schema == CheckReport.currentSchema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: container, debugDescription: "not a \(CheckReport.currentSchema): \(schema)")
    }
    self.init(
      program: try container.decode(ProgramReport.self, forKey: .program),
      kernel: try container.decode(KernelSummary.self, forKey: .kernel),
      orders: try container.decode([Int].self, forKey: .orders),
      method: try container.decodeIfPresent(String.self, forKey: .method),
      patches: try container.decode([PatchReport].self, forKey: .patches),
      partial: try container.decodeIfPresent(Bool.self, forKey: .partial) ?? false,
      totals: try container.decode(Totals.self, forKey: .totals))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(program, forKey: .program)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(Int(verdict.exitStatus), forKey: .exitStatus)
    try container.encode(CheckWords.extent(self), forKey: .headline)
    try container.encode(Limits.sentence, forKey: .limits)
    try container.encode(kernel, forKey: .kernel)
    try container.encode(orders, forKey: .orders)
    try container.encodeIfPresent(method, forKey: .method)
    try container.encode(patches, forKey: .patches)
    if partial { try container.encode(partial, forKey: .partial) }
    try container.encode(totals, forKey: .totals)
  }
}
