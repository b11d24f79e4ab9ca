import Bitcode

/// Where a unit's code stands in the tree's files.
extension CompiledUnit {
  /// Whether some of its code comes from a file.
  public func reads(_ path: String) -> Bool {
    module.functions.values.contains { $0.location?.origin == .tree && $0.location?.file == path }
  }

  /// The function that a line of a file is in, by where functions begin and end in what was compiled; nil: in none.
  public func functions(in path: String, at line: Int) -> Set<String>? {
    var best: (start: Int, name: String)?
    for (name, function) in module.functions where !function.isDeclaration {
      guard let place = function.location, place.origin == .tree, place.file == path, place.line <= line,
        place.line > best?.start ?? 0
      else { continue }
      best = (place.line, name)
    }
    guard let best, let function = module.functions[best.name] else { return nil }
    var last = best.start
    for block in function.blocks {
      for index in block.instructions.map(\.location) + [block.terminatorLocation]
      where index >= 0 && Int(index) < module.locations.count {
        let place = module.locations[Int(index)]
        if place.file == path, place.origin == .tree { last = max(last, place.line) }
      }
    }
    return line <= last + 1 ? [best.name] : nil
  }

  /// How many calls it takes from the unit's function to each of those that it may execute.
  public func distances() -> [String: Int] {
    var distances = [function: 0]
    var level = [function]
    var distance = 0
    while !level.isEmpty {
      distance += 1
      var next: [String] = []
      for name in level {
        for callee in (module.functions[name]?.blocks ?? []).flatMap(\.callees)
        where distances[callee] == nil && module.functions[callee]?.isDeclaration == false {
          distances[callee] = distance
          next.append(callee)
        }
      }
      level = next
    }
    return distances
  }
}
