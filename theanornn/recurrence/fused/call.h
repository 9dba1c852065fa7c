// What a kernel is given, and how the threads of a call divide it. Included by generated source,
// which defines the sizes of the step (GATES, N_STATES, ...).
//
// Rows of a batch never need each other: each thread takes some for the whole sequence. Where there
// are too few, each takes some *units* of all rows instead, and the threads meet within every step.
#pragma once
#include <stdlib.h>
#include <string.h>

#include "mathematics.h"
#include "products.h"
#include "team.h"

template <int N>
struct Pointers {
  real* at[N > 0 ? N : 1];
  real*& operator[](int i) { return at[i]; }
  real* operator[](int i) const { return at[i]; }
};

// The arguments, all of them 8 bytes wide: the caller fills an array of integers.
struct Call {
  long steps, batch, inputs, units, reverse, threads, steps_with_gradient, steps_in_chunk;
  real *x, *W, *b;  // without W, x is the projected input
  real* mask;
  Pointers<N_WEIGHTS> weight;
  Pointers<N_VECTORS> vector;
  Pointers<N_CONSTANTS> constant;
  Pointers<N_STATES> initial, sequence;
  real* saved;  // null in the gradient: compute it again
  Pointers<N_STATES> outer;
  real *x_gradient, *W_gradient, *b_gradient;  // null: not wanted
  Pointers<N_WEIGHTS> weight_gradient;
  Pointers<N_VECTORS> vector_gradient;
  Pointers<N_STATES> initial_gradient;
};

// Where a term stands: its block of a weight, and its left operand and deltas in the gradient.
struct TermPlace {
  int weight, row, column, n, left, delta;
};
static const TermPlace terms[N_TERMS + 1] = TERMS;
// Which state a left operand is, or -1 where it is something computed.
static const int state_of_left[N_LEFT + 1] = STATE_OF_LEFT;
static const int weight_blocks[N_WEIGHTS + 1] = WEIGHT_BLOCKS,
                 weight_rows[N_WEIGHTS + 1] = WEIGHT_ROWS,
                 vector_blocks[N_VECTORS + 1] = VECTOR_BLOCKS,
                 constant_blocks[N_CONSTANTS + 1] = CONSTANT_BLOCKS;

// Weights as products want them, packed once in a call. Those of terms are a part's own where the
// parts have units each.
struct Packed {
  real *W, *W_transposed, *term[N_TERMS + 1], *transposed[N_TERMS + 1];
};

// A chunk of steps, as the gradients of weights need it.
struct Chunk {
  const real *delta, *x, *left[N_LEFT + 1];
  long rows, left_stride[N_LEFT + 1];
};

// What the parts share.
struct Shared {
  bool by_units;
  real* memory;
  Chunk chunks[Team::MOST];
  Packed packed[Team::MOST];
  Pointers<N_VECTORS> vector_sums[Team::MOST];
};

constexpr long COLUMNS = 16;  // that stay together when columns or units are shared out

// One thread's share of a call.
struct Part {
  const Call& c;
  Shared& shared;
  Team& team;
  int index;
  Share rows, units;

  Part(const Call& c, Shared& shared, Team& team, int index)
      : c(c), shared(shared), team(team), index(index),
        rows(c.batch, shared.by_units ? 0 : index, shared.by_units ? 1 : team.parts()),
        units(c.units, shared.by_units ? index : 0, shared.by_units ? team.parts() : 1, COLUMNS) {}

  bool by_units() const { return shared.by_units; }
  // Whether this part does what is not divided among those that share its rows.
  bool leads() const { return !by_units() || index == 0; }
  // Wait for those that share these rows.
  void together() const {
    if (by_units()) team.meet();
  }
  // The share of n things among those that share these rows.
  Share of(long n) const { return Share(n, by_units() ? index : 0, by_units() ? team.parts() : 1); }
  const Packed& packed() const { return shared.packed[index]; }
};

// Scratch memory for those that share rows, taken piece by piece from one block.
class Memory {
 public:
  Memory(const Part& part, const long* sizes, int n) : part(part) {
    long total = 0;
    for (int i = 0; i < n; i++) total += rounded(sizes[i]);
    if (part.leads()) block = take_scratch(total);
    if (part.by_units()) {
      if (part.leads()) part.shared.memory = block;
      part.together();
      block = part.shared.memory;
    }
    next = block;
  }
  ~Memory() {
    part.together();
    if (part.leads()) give_scratch(block);
  }
  real* operator()(long size) {
    real* piece = next;
    next += rounded(size);
    return piece;
  }
  static long rounded(long n) { return (n + BOUNDARY - 1) / BOUNDARY * BOUNDARY; }

 private:
  static constexpr long BOUNDARY = 64;  // bytes at least, to which pieces are aligned
  const Part& part;
  real *block, *next;
};

// What one step of some rows reads and writes.
struct Frame {
  const Part* part;
  long rows, units, first_unit, end_unit;
  long ahead;  // rows from here to the step whose turn is next
  int odd;     // every other step
  const real* mask;
  real *z, *product, *left, *stash, *saved, *delta, *back;
  Pointers<N_STATES> state, next, outer, carry, new_carry;
  Pointers<N_VECTORS> vector, vector_gradient;
  Pointers<N_CONSTANTS> constant;

  explicit Frame(const Part& part) {
    memset((void*)this, 0, sizeof *this);
    const Call& c = part.c;
    this->part = &part;
    rows = part.rows.count;
    units = c.units;
    first_unit = part.units.first;
    end_unit = part.units.first + part.units.count;
    ahead = c.reverse ? c.batch : -c.batch;  // in the gradient, which alone looks ahead
    for (int i = 0; i < N_VECTORS; i++) vector[i] = c.vector[i];
    for (int i = 0; i < N_CONSTANTS; i++)
      constant[i] = c.constant[i] + part.rows.first * constant_blocks[i] * units;
  }

  // Point at a step; states come from the sequences, or from before the first step.
  void aim(long s);
};

INLINE long time_of(const Call& c, long step) { return c.reverse ? c.steps - 1 - step : step; }

inline void Frame::aim(long s) {
  const Call& c = part->c;
  const long first = part->rows.first, row = time_of(c, s) * c.batch + first;
  odd = s & 1;
  mask = c.mask ? c.mask + row : 0;
  for (int i = 0; i < N_STATES; i++) {
    next[i] = c.sequence[i] + row * units;
    state[i] = s ? c.sequence[i] + (time_of(c, s - 1) * c.batch + first) * units
                 : c.initial[i] + first * units;
    outer[i] = c.outer[i] ? c.outer[i] + row * units : 0;
  }
  saved = c.saved ? c.saved + row * N_SAVED * units : 0;
}

INLINE long steps_in_chunk(const Call& c, long rows, long wanted_rows) {
  long n = c.steps_in_chunk ? c.steps_in_chunk : rows ? wanted_rows / rows : 1;
  n = n < 1 ? 1 : n;
  return n < c.steps ? n : (c.steps ? c.steps : 1);
}
