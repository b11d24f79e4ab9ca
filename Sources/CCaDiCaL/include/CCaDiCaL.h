#ifndef PTEPROOF_CCADICAL_H
#define PTEPROOF_CCADICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a run of CaDiCaL.
typedef enum cadical_outcome {
  CADICAL_UNKNOWN,
  CADICAL_SATISFIABLE,
  CADICAL_UNSATISFIABLE,
  CADICAL_OUT_OF_MEMORY,
  CADICAL_FAILED,
} cadical_outcome;

/// The library's name with its version, such as `cadical-1.7.4`. It lives as long as the program.
const char *cadical_name(void);

/// Decides clauses with a solver of its own, which is gone when the call returns. No C++ exception gets out.
///
/// - literals: as in a DIMACS file, each clause ended by 0.
/// - count: how many integers those are.
/// - variables: the greatest variable.
/// - conflicts: after how many to give up; below 0 for never.
/// - stops: asked again and again whether to give up; gets `context`.
/// - values: room for `variables` + 1 values, set if the clauses are satisfiable: that of variable v at index v.
cadical_outcome cadical_decide(
    const int32_t *literals, size_t count, int32_t variables, int32_t conflicts, bool (*stops)(void *context),
    void *context, bool *values);

#ifdef __cplusplus
}
#endif

#endif
