import Bitcode
import Testing

struct InstructionTests {
  @Test func assembly() throws {
    let module = try CompiledC.decode(
      """
      int inc(int *p, int n) { asm volatile("lock incl %0" : "+m"(*p) : "r"(n) : "memory"); return n; }
      int pure(int n) { int r; asm("bswap %0" : "=r"(r) : "0"(n)); return r; }
      void barrier(void) { asm volatile("" ::: "memory"); }
      int jump(int n) { asm goto("jmp %l1" : : "r"(n) : : away); return 1; away: return 2; }
      """)
    let inc = try #require(module.functions["inc"])
    guard case .call(.assembly(let code), let arguments, let types, .void)? = inc.kinds.first else {
      Issue.record("\(inc.kinds)")
      return
    }
    #expect(code.template == "lock incl $0")
    #expect(code.constraints.hasPrefix("=*m,r,*m,~{memory}"))
    #expect(code.hasSideEffects)
    #expect(arguments == [.register(0), .register(1), .register(0)])
    #expect(types == [.pointer, .integer(32), .pointer])
    #expect(inc.hasInlineAssembly)

    let pure = try #require(module.functions["pure"])
    #expect(
      pure.kinds.contains {
        if case .call(.assembly(let code), [.register(0)], _, .integer(32)) = $0 {
          !code.hasSideEffects
        } else {
          false
        }
      })
    // An empty template tells the compiler something and emits nothing.
    #expect(module.functions["barrier"]?.hasInlineAssembly == false)

    let jump = try #require(module.functions["jump"])
    guard
      case .callBranch(_, [.register(0)], let normal, let indirect, nil, .void) = jump.blocks[0].terminator
    else {
      Issue.record("\(jump.blocks[0].terminator)")
      return
    }
    #expect(indirect.count == 1 && indirect != [normal])
    let result = try #require(jump.returnValues.first)
    let merged = try #require(jump.phi(of: result))
    #expect(Set(merged.incoming.map(\.value)) == [.integer(1, width: 32), .integer(2, width: 32)])
    #expect(jump.controlFlow.successors[0] == [normal] + indirect)
  }

  @Test func calls() throws {
    let module = try CompiledC.decode(
      """
      int printf(const char *, ...); long other(short s, void *p);
      static inline __attribute__((always_inline)) int inlined(int n) { return n + 1; }
      struct ops { long (*run)(short, void *); };
      long direct(void *p) { return other(-1, p); }
      long indirect(struct ops *o) { return o->run(3, o); }
      int variadic(int n) { return printf("%d", n); }
      int kept(int n) { return inlined(n); }
      __attribute__((used)) static int pp_model_thing(int n) { return n; }
      """)
    let direct = try #require(module.functions["direct"])
    guard case .call(.function("other"), let arguments, let types, .integer(64))? = direct.kinds.first else {
      Issue.record("\(direct.kinds)")
      return
    }
    #expect(arguments == [.integer(0xFFFF, width: 16), .register(0)])
    #expect(types == [.integer(16), .pointer])
    let indirect = try #require(module.functions["indirect"])
    #expect(
      indirect.kinds.contains {
        if case .call(.indirect(.register), _, _, .integer(64)) = $0 { true } else { false }
      })
    #expect(module.functions["printf"]?.isVariadic == true)
    #expect(module.functions["printf"]?.isDeclaration == true)
    #expect(
      module.functions["kept"]?.kinds.contains {
        if case .call(.function("inlined"), _, _, _) = $0 { true } else { false }
      } == true)
    #expect(module.functions["pp_model_thing"]?.isDeclaration == false)
  }

  @Test func volatileAccessesAndFlags() throws {
    let module = try CompiledC.decode(
      """
      int f(volatile int *p, int n) { *p = n; return *p + n; }
      unsigned int g(unsigned int n) { return n + 1; }
      """)
    let f = try #require(module.functions["f"])
    #expect(f.kinds.contains(.load(address: .register(0), type: .integer(32), isVolatile: true)))
    #expect(
      f.kinds.contains(
        .store(value: .register(1), type: .integer(32), address: .register(0), isVolatile: true)))
    // Signed overflow is undefined in C, unsigned is not: that there is none is asked where it is promised.
    #expect(f.promises == [.flag(.nsw, .add)])
    #expect(module.functions["g"]?.promises == [])
  }

  @Test func hintsLeaveNothing() throws {
    let module = try CompiledC.decode(
      """
      int other(int);
      int f(int n) { int local = n; return __builtin_expect(n > 3, 0) ? other(local) : local; }
      """)
    let f = try #require(module.functions["f"])
    #expect(f.kinds.count { if case .call = $0 { true } else { false } } == 1)
  }

  @Test func promisesStayInTheCode() throws {
    let module = try CompiledC.decode(
      """
      int other(int); __attribute__((noreturn)) void stop(void);
      int f(int n) {
        __builtin_assume(n < 100);
        if (n == 3) __builtin_unreachable();
        if (n == 4) stop();
        return __builtin_constant_p(n) ? other(9) : n;
      }
      int g(int n) { if (n == 5) { asm volatile("1: .byte 0x0f, 0x0b"); __builtin_unreachable(); } return n; }
      """)
    let f = try #require(module.functions["f"])
    #expect(
      Set(f.promises) == [.holds("what __builtin_assume() says"), .unreachable, .noReturn, .isConstant])
    // BUG() says itself that control does not come behind it.
    #expect(module.functions["g"]?.promises == [])
    // Nothing of what promises are made of is a function.
    #expect(!module.functions.keys.contains { $0.hasPrefix("pteproof.") })
  }

  @Test func whatHasNoMeaningIsKeptAsText() throws {
    let module = try CompiledC.decode(
      """
      float half(float f) { return f / 2; }
      typedef int vector __attribute__((vector_size(16)));
      vector add(vector a, vector b) { return a + b; }
      __int128 wide(__int128 a) { return a * 3; }
      int computed(int n) { static void *to[] = { &&one, &&two }; goto *to[n]; one: return 1; two: return 2; }
      """)
    for (name, text) in [("half", "fdiv"), ("add", "add <4 x i32>")] {
      let function = try #require(module.functions[name])
      #expect(
        function.kinds.contains {
          if case .unsupported(let shown) = $0 { shown.contains(text) } else { false }
        },
        "\(name): \(function.kinds)")
    }
    let wide = try #require(module.functions["wide"])
    #expect(
      wide.kinds.contains { if case .unsupported(let text) = $0 { text.contains("mul i128") } else { false } }
    )
    let computed = try #require(module.functions["computed"])
    #expect(
      computed.blocks.contains {
        if case .unsupported(let text) = $0.terminator { text.contains("indirectbr") } else { false }
      })
  }

  @Test func locationsAreThoseOfTheSource() throws {
    let module = try CompiledC.decode("int other(int);\nint f(int n)\n{\n  return\n    other(n);\n}\n")
    let f = try #require(module.functions["f"])
    #expect(f.location?.line == 2)
    let call = try #require(f.instructions.first)
    let location = module.locations[Int(call.location)]
    #expect(location.line == 5 && location.column == 5 && location.function == "f")
    #expect(location.file.hasSuffix("unit.c"))
    #expect(module.locations[Int(f.blocks[0].terminatorLocation)].line == 4)
  }

  @Test func arm64() throws {
    let module = try CompiledC.decode(
      """
      typedef unsigned long u64;
      u64 read(volatile u64 *p) { u64 v; asm volatile("ldr %0, %1" : "=r"(v) : "Q"(*p)); return v; }
      u64 swap(u64 *p, u64 v) { return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); }
      struct two { u64 a, b; };
      u64 sum(struct two t, int n) { u64 r = 0; while (n--) r += t.a ^ t.b; return r; }
      """, flags: ["--target=aarch64-linux-gnu"])
    #expect(module.target.hasPrefix("aarch64"))
    #expect(module.functions["read"]?.hasInlineAssembly == true)
    #expect(
      module.functions["swap"]?.kinds.contains(
        .atomicReadModifyWrite(.exchange, address: .register(0), value: .register(1), width: 64)) == true)
    let sum = try #require(module.functions["sum"])
    #expect(sum.controlFlow.loops.count == 1)
    #expect(!sum.kinds.contains { if case .uninitialised = $0 { true } else { false } })
  }
}
