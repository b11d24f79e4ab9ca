/*
 * pteproof.h: what a spec may say to the prover.
 *
 * A spec is C that is compiled in one unit with the kernel code it is about. The functions below have
 * no body: the executor gives them their meaning. Everything else in a spec is ordinary C, executed
 * symbolically like the kernel's own.
 */
#ifndef PTEPROOF_H
#define PTEPROOF_H

typedef unsigned long pp_word;

/* ---- Values ---------------------------------------------------------------------------------- */

/* A fresh value of @bits bits (1 to 64), of which nothing is known. @name appears in witnesses. */
pp_word pp_any(const char *name, unsigned int bits);

/* The same with lo <= value <= hi (unsigned), an assumption with its @reason. */
pp_word pp_any_in(const char *name, unsigned int bits, pp_word lo, pp_word hi, const char *reason);

/*
 * An arbitrary function of @index: equal indices give equal values, in whichever run they are asked for.
 * For example: which CPU features exist, or whether a page of memory can be read. @index may be symbolic.
 */
pp_word pp_any_at(const char *name, pp_word index, unsigned int bits);

/*
 * @value, written as @form. The two are equal, or the prover cannot show it and @value is all that you get:
 * so it says nothing about the world. It is for a value whose simple form hides behind what the unit has
 * compared, such as the pfn of a batch's later PTEs, and which much is computed from.
 */
pp_word pp_as(pp_word value, pp_word form);

/*
 * A concrete choice, 0 or 1. The prover runs the world once for each combination of the choices that
 * it meets, and a claim is proved when it is proved in every combination. Use it where a split keeps
 * the terms small; it narrows nothing.
 */
int pp_case(const char *name);

/*
 * The folio order under proof, and 1 << pp_order(). Concrete for a single order; symbolic, from 1 up, where all orders
 * are proved at once. So neither may be a width or the bound of an array, and a loop that runs to pp_pages() does one
 * thing for each page.
 */
unsigned int pp_order(void);
unsigned int pp_pages(void);

/*
 * How many PTEs the window under proof has: concrete. For units that are proved for windows (`--window`) instead of
 * folio orders; pp_order() and pp_pages() are not for these, and pp_window() is not for others.
 */
unsigned int pp_window(void);

/* ---- Assumptions ----------------------------------------------------------------------------- */

/* The world has this property. @reason says why every reachable world has it, and where that stands. */
void pp_assume(int condition, const char *name, const char *reason);

/* A restriction for the proof's sake, printed with every result. */
void pp_bound(int condition, const char *name, const char *reason);

/*
 * A restriction to one value: a constant @value where claims are proved, which keeps terms small; any value of @bits bits where
 * it is asked what no world reaches, whatever the bounds. Printed like those.
 */
pp_word pp_bounded(const char *name, unsigned int bits, pp_word value, const char *reason);

/*
 * Boot fixes this for ever: a relation between variables of the kernel, such as masks or the memory map, and what the world
 * chooses. Never a number, which other machines have otherwise. @variable is the name of the one that it is about, @set_by the
 * file and the function that set it: "mm/memory.c init_zero_pfn()". A patch that changes these, or what else writes to it, makes
 * the fact none. Listed with the result.
 */
void pp_boot_fact(int condition, const char *variable, const char *set_by, const char *reason);

/* ---- Objects --------------------------------------------------------------------------------- */

/*
 * Forget what @object holds: every cell becomes arbitrary. A variable of the spec's own holds otherwise what C says. Those of the
 * kernel are arbitrary anyway, but for constants and statics that its code only reads: one value a world, the same in all runs,
 * until executed code writes to it.
 */
void pp_arbitrary(void *object, unsigned long size, const char *name);

/*
 * Each load of the unit from these bytes (1 to 8) gives a new value in the bits of @mask, chosen anew in each run: jiffies, or
 * the thread flags that interrupts set. What is declared volatile in the files that are compiled is so anyway.
 */
void pp_unsteady(const volatile void *object, unsigned long size, pp_word mask);

/*
 * An array of @count records of @stride bytes at @base (a static object, or a region that the spec
 * chooses, as the vmemmap), reached by symbolic index. Cells that nobody has touched are arbitrary.
 * @describe, if not NULL, is called once for each record that the code touches, before the touch, with
 * the record's address and index: it may pp_assume() about the record, or store into it to give the
 * initial content. It runs on the initial world, whatever has happened since. Two indices that differ as
 * expressions may turn out equal: so @describe must change nothing when it is called again for a record
 * that it has described, and must touch no other record.
 */
void pp_array(void *base, unsigned long count, unsigned long stride, const char *name,
	      void (*describe)(void *record, pp_word index));

/*
 * The unit may access @object only while the byte at @lock is not 0: an obligation of each of its accesses. @lock is
 * an object of its own.
 */
void pp_locked(const void *object, const void *lock);

/*
 * The loops of @function go on by steps of different lengths: an iteration is executed for each position that they can
 * have come to, instead of each number of steps. A position is how far an address that the loop carries is from what
 * it was when the loop was entered; that it stays in [0, @most] is an obligation.
 */
void pp_positions(const char *function, unsigned long most);

/*
 * Is one step of such a loop under proof, from any state in which steps before it may have left the unit? Concrete. The
 * step ends where the loop comes to a later position; the window begins where the step does.
 */
int pp_is_step(void);

/*
 * What steps add up in the local variable @name of @function: @begin makes of it, at the first position, whatever
 * earlier steps may have left; @end puts it, where the step ends, into the state, as the function would in the end.
 * All else that the loop carries is to be what a call that begins there has, which the prover checks.
 */
void pp_carried(const char *function, const char *name, void (*begin)(void *variable),
		void (*end)(void *variable, pp_word position));

/* ---- Claims ---------------------------------------------------------------------------------- */

/* An obligation of the claim being checked. @what names it in the report: "3: present, large" etc. */
void pp_check(int condition, const char *what);

/*
 * Which state the loads that follow read: the world before the run, or the state after run A or B. Local
 * variables belong to no state. Call it right before the load that it is for, in the same function.
 */
enum pp_state { PP_BEFORE, PP_AFTER, PP_AFTER_BATCHED = PP_AFTER, PP_AFTER_PAGED };
void pp_in(enum pp_state state);

/* Is the allowance @name granted? A constant for each proof attempt. */
int pp_allowed(const char *name);

/* A named value for reports, of PTE @index of the window (concrete), or of none: @index < 0. Names: see specs/README.md. */
void pp_observe(const char *name, long index, pp_word value);

/* ---- Declarations read from the bitcode ------------------------------------------------------- */

#define PP_CAT2(a, b) a##b
#define PP_CAT(a, b) PP_CAT2(a, b)
#define PP_DECLARE(kind, ...)                                                                        \
	static const char *const PP_CAT(pp_declare_##kind##_, __COUNTER__)[]                             \
		__attribute__((used, section("pteproof." #kind))) = { __VA_ARGS__ }

/* PP_LINK("arch/x86/mm/pgtable.c"): further source files of the tree whose code the unit executes. */
#define PP_LINK(...) PP_DECLARE(link, __VA_ARGS__)

/* PP_ALLOWANCE(name, condition, relation, reason): a difference that a claim permits. */
#define PP_ALLOWANCE(name, condition, relation, reason) PP_DECLARE(allowance, name, condition, relation, reason)

/*
 * PP_FINDING(name, condition, relation, reason): a difference that is a fault until the user allows it by
 * name. pp_allowed() asks for it like for an allowance; the answer is 0 unless `--allow` names it.
 */
#define PP_FINDING(name, condition, relation, reason) PP_DECLARE(finding, name, condition, relation, reason)

/*
 * PP_EXPECT(name, order): this unit has the finding @name from folio order @order on (a string). A unit is as
 * its spec declares if it has exactly the findings that it expects; a unit that expects none is to be proved.
 */
#define PP_EXPECT(name, order) PP_DECLARE(expect, name, order)

/*
 * PP_STATISTICS(variable, reason): counts that nothing is decided by. Code that adds to them is executed, and what runs have
 * added is not compared.
 */
#define PP_STATISTICS(variable, reason) PP_DECLARE(statistics, variable, reason)

/*
 * PP_TRACEPOINTS(reason): a tracepoint (a function trace_NAME() with a variable __tracepoint_NAME) does nothing that claims
 * speak of, whether it is on or not.
 */
#define PP_TRACEPOINTS(reason) PP_DECLARE(tracepoints, reason)

/* PP_TAG(name, meaning): checks whose text begins with "NAME: " can be asked for by this name. */
#define PP_TAG(name, meaning) PP_DECLARE(tag, name, meaning)

/*
 * PP_UNIT(prefix, function, summary): what a self-contained spec is about. Its entry points begin with
 * @prefix; @function and @summary are for people.
 */
#define PP_UNIT(prefix, function, summary) PP_DECLARE(unit, prefix, function, summary)

/*
 * PP_EVERY_ORDER(why): where no orders are asked for, this unit is proved for every folio order at once too: its
 * loops over pages have summaries.
 */
#define PP_EVERY_ORDER(why) PP_DECLARE(every_order, why)

/* PP_NOT_CLAIMED(text): printed with every result. */
#define PP_NOT_CLAIMED(text) PP_DECLARE(unclaimed, text)

/*
 * PP_MODEL(function, digest, reason) { ... }: a C stand-in for @function, whose body is in inline
 * assembly or in a file that is not linked. @digest is the digest of the body that the model replaces
 * (for an external function: "extern"); a tree with another body gets a remark in the report.
 *
 *	PP_MODEL(void, dump_page, (struct page *page, const char *reason), "extern", "prints only")
 *	{
 *	}
 */
#define PP_MODEL(type, function, parameters, digest, reason)                                         \
	PP_DECLARE(model, #function, digest, reason);                                                 \
	type pp_model_##function parameters;                                                          \
	__attribute__((used)) type pp_model_##function parameters

/*
 * PP_BEFORE_CALL(function, parameters) { ... }: called before each call of @function by the unit, with its arguments; the
 * call goes on as ever. For arguments that the code behind it does not look at, and for counting calls.
 *
 *	PP_BEFORE_CALL(set_ptes, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte, unsigned int nr))
 *	{
 *		pp_check(mm == &dst_mm, "set_ptes(): of the child's mm");
 *	}
 */
#define PP_BEFORE_CALL(function, parameters)                                                         \
	void pp_before_##function parameters;                                                         \
	__attribute__((used)) void pp_before_##function parameters

/*
 * pp_shape(name, reason): what a world shapes instead of assuming it, for the list of assumptions. It changes nothing.
 */
#define pp_shape(name, reason) pp_assume(1, name, reason)

#endif
