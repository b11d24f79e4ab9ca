import Testing

@testable import pteproof

@Suite struct OrderListTests {
  @Test(arguments: [
    ("3", [3]), ("0", [0]), ("0,2,4", [0, 2, 4]), ("0-4", [0, 1, 2, 3, 4]), ("0-9", Array(0...9)),
    ("4,0-2,1", [0, 1, 2, 4]), ("5-5", [5]), ("9,0", [0, 9]), ("007", [7]),
  ]) func orders(_ text: String, _ orders: [Int]) throws {
    #expect(try OrderList(parsing: text).orders == orders)
    #expect(try OrderList(parsing: text + ",13", highest: 13).orders == orders + [13])
  }

  /// What the message has to name, so that the mistake is found.
  @Test(arguments: [
    ("", "a number is missing"), (",", "a number is missing"), ("1,", "a number is missing"),
    ("1,,2", "a number is missing"), ("-", "'-' lacks a number"), ("1-", "'1-' lacks a number"),
    ("-1", "'-1' lacks a number"), ("4-2", "'4-2' runs backwards"), ("1-2-3", "more than one '-'"),
    ("10", "order 10 is beyond 9"), ("0-12", "order 12 is beyond 9"), ("all", "'all' is not a number"),
    ("1 2", "'1 2' is not a number"), ("+1", "'+1' is not a number"), ("0x1", "'0x1' is not a number"),
    ("\u{0663}", "is not a number"), ("99999999999999999999", "is beyond 9"), ("1..3", "is not a number"),
  ]) func mistakes(_ text: String, _ part: String) {
    let error = #expect(throws: UserError.self) { try OrderList(parsing: text) }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("--orders '\(text)'") == true)
    #expect(error?.hint == "write 3, 0,2,4 or 0-9")
  }
}
