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
  /// The least number of spaces between columns.
  var gap = 2

  /// The lines of the table, none wider than `width` if each column fits beside the headings.
  func lines(width: Int, colour: Bool) -> [String] {
    parts(width: width).enumerated().flatMap { number, columns in
      (number == 0 ? [] : [""]) + lines(of: columns, colour: colour)
    }
  }

  private func columnWidth(_ column: Int) -> Int {
    rows.reduce(titles[column].count) { max($0, $1[column].text.count) }
  }

  /// The columns of each part: as few parts as fit, filled evenly, so that the last is not a lone column.
  private func parts(width: Int) -> [[Int]] {
    let names = Array(0..<headings)
    let others = Array(headings..<titles.count)
    let taken = indent + names.reduce(0) { $0 + columnWidth($1) + gap }
    func fits(_ columns: ArraySlice<Int>) -> Bool {
      taken + columns.reduce(-gap) { $0 + columnWidth($1) + gap } <= width
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

  private func lines(of columns: [Int], colour: Bool) -> [String] {
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
        pending += columnWidth(column) - cell.text.count + gap
      }
      return line
    }
  }
}
