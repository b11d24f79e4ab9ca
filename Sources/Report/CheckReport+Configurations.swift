extension CheckReport {
  /// The reports on one diff in several configurations, as one.
  ///
  /// - Parameter parts: at least one, the first leads; all are about the same patches.
  public static func merged(_ parts: [(configuration: String, report: CheckReport)]) -> CheckReport {
    guard var merged = parts.first?.report, parts.count > 1 else { return parts[0].report }
    merged.kernel = ConfigurationMerging.kernel(parts.map { ($0.configuration, $0.report.kernel) })
    merged.orders = ConfigurationMerging.union(parts.map(\.report.orders)).sorted()
    merged.patches = merged.patches.indices.map { index in
      patch(parts.map { ($0.configuration, $0.report.patches[index]) })
    }
    merged.totals = ConfigurationMerging.totals(parts.map(\.report.totals))
    return merged
  }

  private static func patch(_ parts: [(configuration: String, patch: PatchReport)]) -> PatchReport {
    var merged = parts[0].patch
    let patches = parts.map(\.patch)
    merged.scope =
      [.checked, .concernsNoUnit].first { scope in patches.contains { $0.scope == scope } } ?? .notSeen
    merged.units = ConfigurationMerging.union(patches.map { $0.units.map(\.unit) }).map { name in
      unit(
        parts.compactMap { part in
          part.patch.units.first { $0.unit == name }.map { (part.configuration, $0) }
        }, of: parts.map(\.configuration))
    }
    merged.uncovered = ConfigurationMerging.union(patches.map(\.uncovered))
    merged.lookedAt = Set(patches.flatMap(\.lookedAt)).sorted()
    merged.unchecked = unchecked(patches)
    merged.dead = distinct(patches.flatMap(\.dead))
    // A line is seen if one configuration compiles it.
    merged.unseen = patches[0].unseen.flatMap { range in
      patches.dropFirst().reduce([range]) { left, patch in
        left.flatMap { part in patch.unseen.compactMap { part.common(with: $0) } }
      }
    }
    return merged
  }

  /// What one configuration keeps away is not looked at there, whatever others do; but what one compiles need not be seen by
  /// all.
  private static func unchecked(_ patches: [PatchReport]) -> [UncheckedPart] {
    distinct(
      patches.flatMap(\.unchecked).filter { part in
        part.reason != .notSeen
          || patches.allSatisfy { patch in
            patch.unchecked.contains {
              $0.reason == .notSeen && $0.file == part.file && $0.function == part.function
            }
          }
      })
  }

  private static func distinct(_ parts: [UncheckedPart]) -> [UncheckedPart] {
    parts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// - Parameter all: the configurations that were asked, of which some may not concern the unit.
  private static func unit(
    _ parts: [(configuration: String, unit: UnitCheck)], of all: [String]
  ) -> UnitCheck {
    var merged = parts[0].unit
    let units = parts.map(\.unit)
    merged.changedFunctions = ConfigurationMerging.union(units.map(\.changedFunctions))
    merged.unchanged = units.allSatisfy(\.unchanged)
    merged.claims = ConfigurationMerging.union(units.map { $0.claims.map(\.name) }).map { name in
      claim(
        parts.compactMap { part in
          part.unit.claims.first { $0.name == name }.map { (part.configuration, $0) }
        }, of: all)
    }
    merged.findings = ConfigurationMerging.findings(
      parts.map { ($0.configuration, $0.unit.findings) }, of: all, \.finding)
    merged.allowances = allowances(units)
    merged.bounds = ConfigurationMerging.union(units.map(\.bounds))
    let variables = ConfigurationMerging.variables(units.map { $0.variables ?? [] })
    merged.variables = variables.isEmpty ? nil : variables
    merged.notClaimed = ConfigurationMerging.union(units.map(\.notClaimed))
    let absent = all.filter { name in !parts.contains { $0.configuration == name } }
    merged.notes =
      (absent.isEmpty
        ? []
        : ["In \(absent.joined(separator: ", ")) the diff changes nothing that \(merged.unit) executes."])
      + ConfigurationMerging.named(parts.map { ($0.configuration, $0.unit.notes) }).map {
        note, configurations in
        configurations.map { "In \($0.joined(separator: ", ")): \(note)" } ?? note
      }
    return merged
  }

  private static func claim(
    _ parts: [(configuration: String, claim: ClaimCheck)], of all: [String]
  ) -> ClaimCheck {
    var merged = parts[0].claim
    let claims = parts.map(\.claim)
    merged.status =
      ClaimStatus.byGravity.first { status in claims.contains { $0.status == status } } ?? merged.status
    let deciding = claims.filter { $0.status == merged.status }
    merged.orders = Set(deciding.flatMap(\.orders)).sorted()
    merged.before = deciding[0].before
    merged.after = deciding[0].after
    // What holds where the unit is concerned holds where it is not, too.
    if deciding.count < claims.count || claims.count < all.count && merged.status.verdict != .proved {
      merged.configurations = parts.map {
        InConfiguration(configuration: $0.configuration, value: $0.claim.status)
      }
    }
    return merged
  }

  private static func allowances(_ units: [UnitCheck]) -> [AllowanceUse] {
    var merged: [AllowanceUse] = []
    for use in units.flatMap(\.allowances) {
      guard let known = merged.firstIndex(where: { $0.name == use.name }) else {
        merged.append(use)
        continue
      }
      merged[known].usedBy = ConfigurationMerging.union([merged[known].usedBy, use.usedBy])
      // Where one configuration did not need it before, that is told.
      merged[known].before = merged[known].before && use.before
    }
    return merged
  }
}

extension LineRange {
  /// The lines of both.
  fileprivate func common(with other: LineRange) -> LineRange? {
    guard file == other.file, removed == other.removed, max(first, other.first) <= min(last, other.last)
    else { return nil }
    return LineRange(
      file: file, first: max(first, other.first), last: min(last, other.last), removed: removed)
  }
}
