import Bitcode
import Testing

struct AddressTests {
  /// The compiler's own offsetof() and sizeof() land in a global, next to functions that compute addresses.
  @Test(arguments: ["x86_64-linux-gnu", "aarch64-linux-gnu"])
  func offsetsAndStrides(target: String) throws {
    let module = try CompiledC.decode(
      """
      struct deep { char a; struct { short b; long c[3]; union { int d; char e[7]; } u; } in[5]; };
      struct packed { char a; long b; } __attribute__((packed));
      const long expected[] = {
        __builtin_offsetof(struct deep, in[2].c[1]), __builtin_offsetof(struct deep, in[0].u.e[4]),
        __builtin_offsetof(struct deep, in), sizeof(((struct deep *)0)->in[0]), sizeof(struct deep),
        __builtin_offsetof(struct packed, b), sizeof(struct packed),
        __builtin_offsetof(struct deep, in[0].c),
      };
      long *fixed(struct deep *p) { return &p->in[2].c[1]; }
      char *field(struct deep *p) { return &p->in[0].u.e[4]; }
      long *indexed(struct deep *p, int i, unsigned char j) { return &p[-1].in[i].c[j]; }
      long *tight(struct packed *p, long i) { return &p[i].b; }
      """, flags: ["--target=" + target])
    let bytes = try #require(module.globals["expected"]?.initial)
    var expected: [Int64] = []
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for index in 0..<8 { word |= UInt64(bytes[start + index]) << UInt64(8 * index) }
      expected.append(Int64(bitPattern: word))
    }
    #expect(try address("fixed", module) == Address(offset: expected[0], strides: []))
    #expect(try address("field", module) == Address(offset: expected[1], strides: []))
    #expect(
      try address("indexed", module)
        == Address(offset: expected[7] - expected[4], strides: [expected[3], 8]))
    #expect(try address("tight", module) == Address(offset: expected[5], strides: [expected[6]]))
  }

  struct Address: Equatable {
    var offset: Int64
    var strides: [Int64]
  }

  /// The sum of the address computations from a function's first parameter to its result.
  private func address(_ name: String, _ module: BitcodeModule) throws -> Address {
    let function = try #require(module.functions[name])
    var sum = Address(offset: 0, strides: [])
    var operand = try #require(function.returnValues.first)
    while case .address(let base, let offset, let scaled)? = function.definition(of: operand) {
      sum.offset += offset
      sum.strides = scaled.map(\.stride) + sum.strides
      operand = base
    }
    #expect(operand == .register(0))
    return sum
  }

  @Test func constantExpressionsFold() throws {
    let module = try CompiledC.decode(
      """
      struct s { int a; int b[4]; };
      extern struct s objects[3];
      int *inside(void) { return &objects[2].b[1]; }
      long asInteger(void) { return (long)&objects[1] + 3; }
      int *fixed(void) { return (int *)0x1000; }
      long distance(void) { return (long)&objects[2] - (long)&objects[0]; }
      """)
    func result(_ name: String) throws -> Operand {
      try #require(module.functions[name]?.returnValues.first)
    }
    #expect(try result("inside") == .global(name: "objects", offset: 2 * 20 + 4 + 4))
    #expect(try result("asInteger") == .global(name: "objects", offset: 23))
    #expect(try result("fixed") == .integer(0x1000, width: 64))
    #expect(try result("distance") == .integer(40, width: 64))
  }
}
