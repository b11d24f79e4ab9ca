#include "CCaDiCaL.h"

#include <cadical.hpp>
#include <new>

namespace {

class Stop final : public CaDiCaL::Terminator {
public:
  Stop(bool (*stops)(void *), void *context) : stops(stops), context(context) {}
  bool terminate() override { return stops(context); }

private:
  bool (*const stops)(void *);
  void *const context;
};

} // namespace

const char *cadical_name(void) { return CaDiCaL::Solver::signature(); }

// A function of the C++ library, since CaDiCaL's own C interface lets exceptions through, which would end the process.
cadical_outcome cadical_decide(
    const int32_t *literals, size_t count, int32_t variables, int32_t conflicts, bool (*stops)(void *context),
    void *context, bool *values) try {
  // Before the solver, which calls it until it is gone.
  Stop stop(stops, context);
  CaDiCaL::Solver solver;
  solver.set("quiet", 1);
  // Most questions have a proof, and few are hard. What takes longer on ours than it saves, an eighth of the time of all of
  // them together: what finds models of hard ones, or of easy ones at a stroke; shrinking learned clauses beyond what
  // minimising them does; eliminating variables. Without all other simplification, some questions have no end.
  solver.configure("unsat");
  solver.set("shrink", 0);
  solver.set("elim", 0);
  solver.set("lucky", 0);
  solver.connect_terminator(&stop);
  if (conflicts >= 0) solver.limit("conflicts", conflicts);
  solver.reserve(variables);
  for (size_t i = 0; i < count; i++) solver.add(literals[i]);
  const int status = solver.solve();
  if (status == 10) {
    for (int32_t variable = 1; variable <= variables; variable++) values[variable] = solver.val(variable) > 0;
  }
  solver.disconnect_terminator();
  return status == 10 ? CADICAL_SATISFIABLE : status == 20 ? CADICAL_UNSATISFIABLE : CADICAL_UNKNOWN;
} catch (const std::bad_alloc &) {
  return CADICAL_OUT_OF_MEMORY;
} catch (...) {
  return CADICAL_FAILED;
}
