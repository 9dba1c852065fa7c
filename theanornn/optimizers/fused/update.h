// The loop around generated updates. Included by generated source, which defines N_TENSORS,
// N_SCALARS, N_RESULTS and `update_range`.
//
// Elements never need each other, so each thread takes a part of them, and the result is the same
// bits for any number of threads.
#pragma once
#include <stdlib.h>

#include "mathematics.h"
#include "team.h"

#define INLINE_LAMBDA __attribute__((always_inline))

// The arguments, all of them 8 bytes wide: the caller fills an array of integers.
struct Call {
  long size, width, threads;
  long n_ids;  // of the gathered gradient, or -1: all arrays are given in full
  const int64_t* ids;
  const real* rows;  // (n_ids, width): row k is to be added to row ids[k] of zeros
  const real* tensor[N_TENSORS];
  const real* scalar[N_SCALARS ? N_SCALARS : 1];
  real* result[N_RESULTS];  // may be one of the tensors
};

// Compute the elements [first, last); the gathered gradient is read from its own place.
static void update_range(const Call& c, long first, long last, const real* gathered);

template <class Body>
INLINE void each_lane(long first, long last, const Body& body) {
  long i = first;
  for (; i + LANES <= last; i += LANES) body(Full(), i);
  if (i < last) body(Rest{last - i}, i);
}

constexpr long ELEMENTS_OF_A_THREAD = 1 << 16;  // fewer are not worth starting one

INLINE long row_of(const Call& c, long k) {
  return c.ids[k] < 0 ? c.ids[k] + c.size / c.width : c.ids[k];
}

// Rows of the whole array from those that are given: a pointer for each, null where it is zero.
struct Gathered {
  const real** at;
  real *sums, *zeros;

  Gathered(const Call& c, long first, long last) {
    long here = 0;
    for (long k = 0; k < c.n_ids; k++) here += row_of(c, k) >= first && row_of(c, k) < last;
    at = (const real**)calloc(last - first + 1, sizeof *at);
    sums = (real*)malloc((here / 2 + 1) * c.width * sizeof *sums);
    zeros = (real*)calloc(c.width + 1, sizeof *zeros);
    if (!at || !sums || !zeros) return;
    real* free_sum = sums;
    for (long k = 0; k < c.n_ids; k++) {
      const long row = row_of(c, k) - first;
      if (row < 0 || row >= last - first) continue;
      const real* more = c.rows + k * c.width;
      if (!at[row]) {
        at[row] = more;  // most rows are given once: no need to copy them
        continue;
      }
      if (at[row] < sums || at[row] >= free_sum) {
        memcpy(free_sum, at[row], c.width * sizeof *sums);
        at[row] = free_sum;
        free_sum += c.width;
      }
      real* sum = (real*)at[row];
      for (long j = 0; j < c.width; j++) sum[j] += more[j];
    }
  }
  ~Gathered() { free(at), free(sums), free(zeros); }
  bool complete() const { return at && sums && zeros; }
};

enum { DONE, NO_SUCH_ROW, NO_MEMORY };

static long update_part(const Call& c, long part, long parts) {
  const long width = c.n_ids < 0 ? 16 * LANES : c.width;  // of what is not divided
  const long blocks = (c.size + width - 1) / width;
  const long first = blocks * part / parts, last = blocks * (part + 1) / parts;
  if (c.n_ids < 0) {
    update_range(c, first * width, last * width < c.size ? last * width : c.size, 0);
    return DONE;
  }
  const Gathered gathered(c, first, last);
  if (!gathered.complete()) return NO_MEMORY;
  for (long row = first; row < last; row++) {
    const real* here = gathered.at[row - first];
    update_range(c, row * width, (row + 1) * width, here ? here : gathered.zeros);
  }
  return DONE;
}

static long run(const Call& c) {
  for (long k = 0; k < c.n_ids; k++)
    if (row_of(c, k) < 0 || row_of(c, k) >= c.size / c.width) return NO_SUCH_ROW;
  long wanted = c.size / ELEMENTS_OF_A_THREAD, failed = 0;
  wanted = wanted < c.threads ? wanted : c.threads;
  Team::run((int)(wanted < Team::MOST ? wanted : Team::MOST), [&](int part, Team& team) {
    if (update_part(c, part, team.parts()) != DONE) __atomic_store_n(&failed, 1, __ATOMIC_RELAXED);
  });
  return failed ? NO_MEMORY : DONE;
}

extern "C" long update(const Call* call) { return run(*call); }
