/// The C program that maps a world's memory, makes the calls and reports what they did. It is compiled and
/// linked with the unit when that is built.
let runtimeSource = #"""
  /*
   * Runs functions of a unit natively, each world in a process of its own.
   *
   * usage: unit REQUEST RESPONSE. Both are sequences of 64-bit words; a text is its length in bytes and
   * then its bytes, padded to words. Sources/Replay/Request.swift and Response.swift say what follows what.
   */
  #define _GNU_SOURCE
  #include <errno.h>
  #include <fcntl.h>
  #include <setjmp.h>
  #include <signal.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/mman.h>
  #include <sys/stat.h>
  #include <sys/time.h>
  #include <sys/wait.h>
  #include <ucontext.h>
  #include <unistd.h>

  typedef unsigned long word;

  enum { RESULT = 1, EVENT, OBSERVATION, CHANGE, CELL, FAILURE, END };
  enum { WARNING = 1, BUG, ACCESS, UNMODELLED, CHECK, TIMEOUT, ARITHMETIC, UNDETERMINED, CRASH };
  #define MAGIC 0x646c726f77UL
  #define PAGE 4096UL

  /* ---- The response ------------------------------------------------------------------------------ */

  static int response;
  static word buffer[1 << 16];
  static unsigned buffered;

  static void flush(void)
  {
  	char *from = (char *)buffer;
  	size_t rest = buffered * sizeof(word);

  	while (rest) {
  		ssize_t done = write(response, from, rest);

  		if (done < 0 && errno != EINTR)
  			_exit(3);
  		if (done > 0) {
  			from += done;
  			rest -= done;
  		}
  	}
  	buffered = 0;
  }

  static void put(word value)
  {
  	if (buffered == sizeof(buffer) / sizeof(buffer[0]))
  		flush();
  	buffer[buffered++] = value;
  }

  static void put_text(const char *text)
  {
  	size_t length = strlen(text);
  	size_t at;

  	put(length);
  	for (at = 0; at < length; at += sizeof(word)) {
  		word part = 0;
  		size_t size = length - at < sizeof(word) ? length - at : sizeof(word);

  		memcpy(&part, text + at, size);
  		put(part);
  	}
  }

  static word call_number;

  static void event(word kind, word address, word line, const char *text)
  {
  	put(EVENT);
  	put(kind);
  	put(call_number);
  	put(address);
  	put(line);
  	put_text(text);
  }

  __attribute__((noreturn)) static void fail(const char *why, word address)
  {
  	put(FAILURE);
  	put(address);
  	put_text(why);
  	put(END);
  	flush();
  	_exit(0);
  }

  /* ---- The request ------------------------------------------------------------------------------- */

  static const word *at, *end;

  static word next(void)
  {
  	if (at >= end)
  		fail("the request is cut off", 0);
  	return *at++;
  }

  struct text {
  	const char *start;
  	word length;
  };

  static struct text next_text(void)
  {
  	struct text text;

  	text.length = next();
  	text.start = (const char *)at;
  	at += (text.length + 7) / 8;
  	if (at > end)
  		fail("the request is cut off", 0);
  	return text;
  }

  static int same(struct text text, const char *other)
  {
  	return strlen(other) == text.length && !memcmp(text.start, other, text.length);
  }

  /* ---- Memory ------------------------------------------------------------------------------------ */

  /* Content for what the world leaves open: any will do, so not one that hides a read of it. */
  static word noise;

  static void fill(char *from, word size)
  {
  	while (size--) {
  		noise ^= noise << 13;
  		noise ^= noise >> 7;
  		noise ^= noise << 17;
  		*from++ = (char)(noise >> 32);
  	}
  }

  static struct range {
  	char *start;
  	word size;
  	char *before, *after;
  } *ranges;
  static word range_count;

  static void add_range(word start, word size)
  {
  	ranges[range_count].start = (char *)start;
  	ranges[range_count].size = size;
  	range_count++;
  }

  static void map(word start, word stop)
  {
  	void *place = mmap((void *)start, stop - start, PROT_READ | PROT_WRITE,
  			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

  	if (place != (void *)start)
  		fail("cannot map memory", start);
  	fill(place, stop - start);
  }

  static void copy(int to_snapshot, int is_before)
  {
  	for (word i = 0; i < range_count; i++) {
  		char *snapshot = is_before ? ranges[i].before : ranges[i].after;

  		if (to_snapshot)
  			memcpy(snapshot, ranges[i].start, ranges[i].size);
  		else
  			memcpy(ranges[i].start, snapshot, ranges[i].size);
  	}
  }

  static word peek(word address, word size)
  {
  	word value = 0;

  	memcpy(&value, (void *)address, size);
  	return value;
  }

  /* ---- What the unit's own calls mean (specs/include/pteproof.h) --------------------------------- */

  static struct value {
  	struct text name;
  	word index, value;
  } *values;
  static word value_count;
  static struct text *allowances;
  static word allowance_count, order, window;
  static int selected = 1;

  word pp_any_at(const char *name, word index, unsigned int bits)
  {
  	for (word i = 0; i < value_count; i++)
  		if (values[i].index == index && same(values[i].name, name))
  			return values[i].value;
  	event(UNDETERMINED, index, bits, name);
  	return 0;
  }

  word pp_as(word value, word form) { return value; }
  unsigned int pp_order(void) { return order; }
  unsigned int pp_pages(void) { return 1U << order; }
  unsigned int pp_window(void) { return window; }
  int pp_is_step(void) { return 0; }

  void pp_check(int condition, const char *what)
  {
  	if (!condition)
  		event(CHECK, 0, 0, what);
  }

  int pp_allowed(const char *name)
  {
  	for (word i = 0; i < allowance_count; i++)
  		if (same(allowances[i], name))
  			return 1;
  	return 0;
  }

  void pp_observe(const char *name, long index, word value)
  {
  	put(OBSERVATION);
  	put(call_number);
  	put(index);
  	put(value);
  	put_text(name);
  }

  /* State 0 is the world; any other is what the calls so far have made of it. */
  void pp_in(unsigned int state)
  {
  	if (!state == !selected)
  		return;
  	copy(1, !selected);
  	selected = !!state;
  	copy(0, !selected);
  }

  /* ---- What stops a call ------------------------------------------------------------------------- */

  static sigjmp_buf outside;
  static volatile int inside;

  __attribute__((noreturn)) static void stop(void)
  {
  	inside = 0;
  	siglongjmp(outside, 1);
  }

  __attribute__((noreturn, used)) void replay_unmodelled(const char *name)
  {
  	event(UNMODELLED, 0, 0, name);
  	stop();
  }

  /* struct bug_entry (include/asm-generic/bug.h), relative pointers; file and line with DEBUG_BUGVERBOSE. */
  extern const char __start___bug_table[] __attribute__((weak));
  extern const char __stop___bug_table[] __attribute__((weak));

  static const char *relative(const char *field)
  {
  	int displacement;

  	memcpy(&displacement, field, sizeof(displacement));
  	return field + displacement;
  }

  static int is_trap(const char *code)
  {
  	return (unsigned char)code[0] == 0x0f && (unsigned char)code[1] == 0x0b;
  }

  /* Reports the trap at @code; true if execution goes on behind it. */
  static int trap(const char *code)
  {
  	word size = __stop___bug_table - __start___bug_table;
  	word stride = 12;
  	unsigned short line = 0, flags;
  	const char *entry;
  	char place[512];

  	if (!__start___bug_table || !size)
  		return -1;
  	for (word i = 0; i < size; i += 12)
  		if (size % 12 || !is_trap(relative(__start___bug_table + i)))
  			stride = 8;
  	for (entry = __start___bug_table; entry < __stop___bug_table; entry += stride)
  		if (relative(entry) == code)
  			break;
  	if (entry >= __stop___bug_table)
  		return -1;
  	memcpy(&flags, entry + stride - (stride == 12 ? 2 : 4), sizeof(flags));
  	snprintf(place, sizeof(place), "%s", stride == 12 ? relative(entry + 4) : "");
  	if (stride == 12)
  		memcpy(&line, entry + 8, sizeof(line));
  	/* BUGFLAG_WARNING */
  	event(flags & 1 ? WARNING : BUG, (word)code, line, place);
  	return flags & 1;
  }

  static void handle(int number, siginfo_t *info, void *context)
  {
  	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  	word code = registers[REG_RIP];

  	if (number == SIGALRM) {
  		event(TIMEOUT, code, 0, "");
  		put(END);
  		flush();
  		_exit(0);
  	}
  	if (!inside)
  		fail(number == SIGSEGV || number == SIGBUS ? "no access to a cell of the world" : "a signal",
  		     (word)info->si_addr);
  	switch (number) {
  	case SIGILL:
  		switch (is_trap((char *)code) ? trap((char *)code) : -1) {
  		case 1:
  			registers[REG_RIP] += 2;
  			return;
  		case -1:
  			event(CRASH, code, code, "illegal instruction");
  		}
  		break;
  	case SIGFPE:
  		event(ARITHMETIC, code, code, "division");
  		break;
  	default:
  		event(ACCESS, info->si_code == SI_KERNEL ? ~0UL : (word)info->si_addr, code, "");
  	}
  	stop();
  }

  static void catch_signals(void)
  {
  	static char stack[1 << 16];
  	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
  	struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
  	static const int numbers[] = { SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP, SIGALRM };

  	sigaltstack(&alternative, NULL);
  	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
  		sigaction(numbers[i], &action, NULL);
  }

  /* ---- One world --------------------------------------------------------------------------------- */

  static void *table(word count, size_t size)
  {
  	void *result = calloc(count + 1, size);

  	if (!result)
  		fail("out of memory", 0);
  	return result;
  }

  static void call(void)
  {
  	word (*entry)(word, word, word, word, word, word) = (void *)next();
  	word count = next();
  	word arguments[6] = { 0 };

  	for (word i = 0; i < count; i++) {
  		word argument = next();

  		if (i < 6)
  			arguments[i] = argument;
  	}
  	if (!sigsetjmp(outside, 1)) {
  		word result;

  		inside = 1;
  		result = entry(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  		inside = 0;
  		pp_in(1);
  		put(RESULT);
  		put(call_number);
  		put(result);
  		return;
  	}
  	/* The call did not return: what follows it in the kernel would not run either. */
  	pp_in(1);
  	at = NULL;
  }

  static void put_changes(void)
  {
  	for (word i = 0; i < range_count; i++)
  		for (word offset = 0; offset < ranges[i].size; offset += sizeof(word)) {
  			word old, new;

  			memcpy(&old, ranges[i].before + offset, sizeof(word));
  			memcpy(&new, ranges[i].start + offset, sizeof(word));
  			if (old == new)
  				continue;
  			put(CHANGE);
  			put((word)ranges[i].start + offset);
  			put(old);
  			put(new);
  		}
  }

  static void run_world(void)
  {
  	struct itimerval limit = { 0 };
  	const word *peeks;
  	word count, peek_count, milliseconds = next();

  	limit.it_value.tv_sec = milliseconds / 1000;
  	limit.it_value.tv_usec = milliseconds % 1000 * 1000;
  	setitimer(ITIMER_REAL, &limit, NULL);
  	order = next();
  	window = next();
  	noise = next() | 1;

  	word watched = next(), regions = next();
  	ranges = table(watched + regions, sizeof(*ranges));
  	for (word i = 0; i < watched + regions; i++) {
  		word start = next(), size = next();

  		if (i >= watched)
  			map(start, start + size);
  		add_range(start, size);
  	}
  	for (count = next(); count; count--) {
  		char *start = (char *)next();

  		fill(start, next());
  	}
  	for (count = next(); count; count--) {
  		word address = next(), size = next(), value = next();

  		memcpy((void *)address, &value, size);
  	}
  	value_count = next();
  	values = table(value_count, sizeof(*values));
  	for (word i = 0; i < value_count; i++) {
  		values[i].name = next_text();
  		values[i].index = next();
  		values[i].value = next();
  	}
  	allowance_count = next();
  	allowances = table(allowance_count, sizeof(*allowances));
  	for (word i = 0; i < allowance_count; i++)
  		allowances[i] = next_text();
  	peek_count = next();
  	peeks = at;
  	for (word i = 0; i < 2 * peek_count; i++)
  		next();

  	for (word i = 0; i < range_count; i++) {
  		ranges[i].before = table(ranges[i].size, 1);
  		ranges[i].after = table(ranges[i].size, 1);
  	}
  	copy(1, 1);
  	count = next();
  	for (call_number = 0; call_number < count && at; call_number++)
  		call();
  	call_number = count;
  	put_changes();
  	for (word i = 0; i < peek_count; i++) {
  		put(CELL);
  		put(peek(peeks[2 * i], peeks[2 * i + 1]));
  	}
  	put(END);
  	flush();
  }

  int main(int argc, char **argv)
  {
  	struct stat about;
  	int request;

  	if (argc != 3)
  		return 2;
  	request = open(argv[1], O_RDONLY | O_CLOEXEC);
  	response = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  	if (request < 0 || response < 0 || fstat(request, &about))
  		return 2;
  	if (!about.st_size)
  		return 0;
  	at = mmap(NULL, about.st_size, PROT_READ, MAP_PRIVATE, request, 0);
  	if (at == MAP_FAILED)
  		return 2;
  	end = at + about.st_size / sizeof(word);
  	catch_signals();
  	while (at < end) {
  		word magic = next(), length = next();
  		const word *start = at;
  		int status = 0;
  		pid_t child;

  		if (magic != MAGIC || length > (word)(end - at))
  			return 4;
  		child = fork();
  		if (child < 0)
  			return 5;
  		if (!child) {
  			end = start + length;
  			run_world();
  			_exit(0);
  		}
  		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
  			;
  		if (status) {
  			event(CRASH, status, 0, "the native run died");
  			put(END);
  			flush();
  		}
  		at = start + length;
  	}
  	return 0;
  }
  """#
