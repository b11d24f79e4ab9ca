import Foundation

/// The file that tells clang to read replacements in place of a tree's files (`-ivfsoverlay`).
enum OverlayDescription {
  /// YAML (as JSON, which is a subset) for `replacements`: tree-relative path to the replacement's path.
  ///
  /// The replaced name is kept (`use-external-names`), so that source lines name the tree's file and
  /// `#include "x.h"` looks beside it.
  static func text(sourceTree: String, replacements: [String: String]) -> String {
    var folders: [String: [(name: String, contents: String)]] = [:]
    for (relative, contents) in replacements {
      let path = sourceTree + "/" + relative
      let slash = path.lastIndex(of: "/") ?? path.startIndex
      folders[String(path[..<slash]), default: []]
        .append((String(path[path.index(after: slash)...]), contents))
    }
    let roots = folders.sorted { $0.key < $1.key }.map { folder, files in
      let entries = files.sorted { $0.name < $1.name }.map {
        "{\"type\":\"file\",\"name\":\(quoted($0.name)),\"external-contents\":\(quoted($0.contents))}"
      }
      return
        "{\"type\":\"directory\",\"name\":\(quoted(folder)),\"contents\":[\(entries.joined(separator: ","))]}"
    }
    return
      "{\"version\":0,\"case-sensitive\":\"true\",\"use-external-names\":\"false\",\"roots\":[\(roots.joined(separator: ","))]}\n"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
