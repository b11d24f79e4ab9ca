/// Reports of the same question in several configurations of a kernel, as one.
///
/// What is the same in all is said once; what is not names its configurations. The gravest counts.
enum ConfigurationMerging {
  /// The elements of all lists, each once, in the order in which they turn up.
  static func union<Element: Equatable>(_ lists: [[Element]]) -> [Element] {
    lists.joined().reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The elements of all lists, with the names of the lists that hold each: nil if all do.
  static func named<Element: Equatable>(
    _ lists: [(configuration: String, elements: [Element])]
  ) -> [(element: Element, configurations: [String]?)] {
    union(lists.map(\.elements)).map { element in
      let holders = lists.filter { $0.elements.contains(element) }.map(\.configuration)
      return (element, holders.count == lists.count ? nil : holders)
    }
  }

  /// The variables of all lists by name, each with what is least known of it in any.
  static func variables(_ lists: [[VariableReport]]) -> [VariableReport] {
    let fromMost: [VariableReport.Status] = [.described, .bootFact, .arbitrary, .refused]
    func rank(_ variable: VariableReport) -> Int { fromMost.firstIndex(of: variable.status) ?? 0 }
    return Dictionary(lists.joined().map { ($0.name, $0) }) { rank($0) < rank($1) ? $1 : $0 }
      .values.sorted { $0.name < $1.name }
  }

  static func kernel(_ parts: [(configuration: String, kernel: KernelSummary)]) -> KernelSummary {
    var merged = parts[0].kernel
    merged.configurations = parts.map(\.configuration)
    // `debug: the defconfig` and `plain: the defconfig` are `debug, plain: the defconfig`.
    var groups: [(names: [String], rest: String)] = []
    for (name, kernel) in parts {
      let text = kernel.configuration
      let rest = text.hasPrefix(name + ": ") ? String(text.dropFirst(name.count + 2)) : text
      if let known = groups.firstIndex(where: { $0.rest == rest }) {
        groups[known].names.append(name)
      } else {
        groups.append(([name], rest))
      }
    }
    merged.configuration =
      groups.map { "\($0.names.joined(separator: ", ")): \($0.rest)" }.joined(separator: "; ")
    merged.deviations = union(parts.map(\.kernel.deviations))
    return merged
  }

  /// What several runs side by side took together.
  static func totals(_ parts: [Totals]) -> Totals {
    var merged = parts[0]
    for part in parts.dropFirst() {
      merged.seconds = max(merged.seconds, part.seconds)
      merged.workers = max(merged.workers, part.workers)
      merged.addQueries(of: part)
    }
    return merged
  }

  /// A finding for each claim that fails, and each code without a meaning; those of later configurations only where they
  /// say something else.
  ///
  /// - Parameter all: the configurations that were asked, of which some may have no part.
  static func findings<Item>(
    _ parts: [(configuration: String, items: [Item])], of all: [String],
    _ path: WritableKeyPath<Item, FindingReport>
  ) -> [Item] {
    var merged: [(item: Item, configurations: [String])] = []
    for (name, items) in parts {
      for item in items {
        if let known = merged.firstIndex(where: { $0.item[keyPath: path].isAbout(item[keyPath: path]) }) {
          if !merged[known].configurations.contains(name) { merged[known].configurations.append(name) }
        } else {
          merged.append((item, [name]))
        }
      }
    }
    return merged.map { entry in
      var item = entry.item
      item[keyPath: path].configurations =
        entry.configurations.count == all.count ? nil : entry.configurations
      return item
    }
  }
}

extension FindingReport {
  /// Whether `other` says the same to a reader, if with another world.
  fileprivate func isAbout(_ other: FindingReport) -> Bool {
    kind == other.kind && claim == other.claim && what == other.what
      && unmodelled?.construct == other.unmodelled?.construct
  }
}

/// What became of a claim in one configuration.
public struct InConfiguration<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  public var configuration: String
  public var value: Value

  public init(configuration: String, value: Value) {
    self.configuration = configuration
    self.value = value
  }
}

/// Phrases about configurations.
enum ConfigurationWords {
  /// `, in plain only`, or `, in plain; undecided in debug`; nothing where all agree.
  static func among<Value>(
    _ values: [InConfiguration<Value>]?, gravest: Value, isGood: (Value) -> Bool, words: (Value) -> String
  ) -> String {
    guard let values else { return "" }
    let own = values.filter { $0.value == gravest }.map(\.configuration).joined(separator: ", ")
    let others = values.filter { $0.value != gravest && !isGood($0.value) }
    guard !others.isEmpty else { return ", in \(own) only" }
    return ", in \(own); "
      + others.map { "\(words($0.value)) in \($0.configuration)" }.joined(separator: "; ")
  }
}
