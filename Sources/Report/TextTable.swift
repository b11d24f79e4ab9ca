/// A table of left-aligned columns that splits into several, one below the other, if it is too wide.
///
///     heading   0        1             <- titles
///     a row     cell     cell
///
/// The first `headings` columns name the row and are repeated in each part.
struct TextTable {
  struct Cell: ExpressibleByStringLiteral {
    var text: String
    var emphasis: Emphasis

    init(_ text: String, _ emphasis: Emphasis = .plain) {
      self.text = text
      self.emphasis = emphasis
    }

    init(stringLiteral text: String) { self.init(text) }
  }

  var titles: [String]
  var rows: [[Cell]]
  /// How many leading columns name the row.
  var headings: Int
  /// Spaces before each line.
  var indent = 0
  /// Spaces between columns: the first of these with which the table need not be split, else the first.
  var gaps = [2]

  /// The lines of the table, none wider than `width` if each column fits beside the headings.
  func lines(width: Int, colour: Bool) -> [String] {
    let widths = titles.indices.map(columnWidth)
    let splits = gaps.map { (gap: $0, parts: parts(widths, gap: $0, width: width)) }
    guard let split = splits.first(where: { $0.parts.count == 1 }) ?? splits.first else { return [] }
    return split.parts.enumerated().flatMap { number, columns in
      (number == 0 ? [] : [""]) + lines(of: columns, widths, gap: split.gap, colour: colour)
    }
  }

  private func columnWidth(_ column: Int) -> Int {
    rows.reduce(titles[column].count) { max($0, $1[column].text.count) }
  }

  /// The columns of each part: as few parts as fit, filled evenly, so that the last is not a lone column.
  private func parts(_ widths: [Int], gap: Int, width: Int) -> [[Int]] {
    let names = Array(0..<headings)
    let others = Array(headings..<titles.count)
    let taken = indent + names.reduce(0) { $0 + widths[$1] + gap }
    func fits(_ columns: ArraySlice<Int>) -> Bool {
      taken + columns.reduce(-gap) { $0 + widths[$1] + gap } <= width
    }
    for count in stride(from: 1, through: others.count, by: 1) {
      let size = (others.count + count - 1) / count
      let slices = stride(from: 0, to: others.count, by: size).map {
        others[$0..<min($0 + size, others.count)]
      }
      if slices.allSatisfy(fits) || size == 1 { return slices.map { names + $0 } }
    }
    return [names]
  }

  private func lines(of columns: [Int], _ widths: [Int], gap: Int, colour: Bool) -> [String] {
    let titleCells = titles.map { Cell($0, .quiet) }
    return ([titleCells] + rows).map { row in
      var line = String(repeating: " ", count: indent)
      var pending = 0
      for column in columns {
        let cell = row[column]
        if !cell.text.isEmpty {
          line += String(repeating: " ", count: pending)
          line += colour ? cell.emphasis.applied(to: cell.text) : cell.text
          pending = 0
        }
        pending += widths[column] - cell.text.count + gap
      }
      return line
    }
  }
}
