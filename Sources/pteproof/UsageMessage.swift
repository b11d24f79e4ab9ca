import Foundation

/// ArgumentParser's sentences in the form that our errors have.
enum UsageMessage {
  /// One clause: begins in lower case, ends without a full stop, a suggestion in brackets.
  static func plain(_ sentence: String) -> String {
    var text = sentence
    if let suggestion = text.range(of: ". Did you mean ") {
      text.replaceSubrange(suggestion, with: " (did you mean ")
      text += ")"
    }
    while text.last == "." { text.removeLast() }
    guard let first = text.first, first.isUppercase else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
