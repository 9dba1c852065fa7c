// The forward loop over time, and what generated steps are made of.
#pragma once
#include "call.h"

// Small enough to stay in the cache from the projection to the step.
constexpr long FORWARD_ROWS = 64;

#define INLINE_LAMBDA __attribute__((always_inline))

// Run a body for every row and vector of units; `Lanes` says how many of the last one count.
template <class Body>
INLINE void each_lane(const Frame& f, const Body& body) {
  for (long row = 0; row < f.rows; row++) {
    long unit = f.first_unit;
    for (; unit + LANES <= f.end_unit; unit += LANES) body(Full(), row, unit);
    if (unit < f.end_unit) body(Rest{f.end_unit - unit}, row, unit);
  }
}

// A term's left operand times its block of a weight, for this part's units. Every other step starts
// at the other end: of a weight that fills the cache, the last columns are those still in it.
static void multiply(const Frame& f, int term, const real* left, long left_stride, real* to,
                     long stride, int add) {
  const long H = f.units, n = terms[term].n, count = f.end_unit - f.first_unit;
  const real* packed = f.part->packed().term[term];
  if (!f.part->by_units())
    return product(f.rows, n * H, H, left, left_stride, packed, to, stride, add, f.odd);
  for (long i = 0; i < n; i++) {
    const long k = f.odd ? n - 1 - i : i;
    product(f.rows, count, H, left, left_stride, packed + k * packed_size(H, count),
            to + k * H + f.first_unit, stride, add, f.odd);
  }
}

// A term's deltas times the transposed block, for this part's units of the left operand.
static void multiply_back(const Frame& f, int term, real* to, long stride, int add) {
  const long H = f.units;
  product(f.rows, f.end_unit - f.first_unit, terms[term].n * H, f.delta + terms[term].delta * H,
          N_DELTA * H, f.part->packed().transposed[term], to + f.first_unit, stride, add, f.odd);
}

static void forward_step(const Frame& f);
static void saving_step(const Frame& f);
static void gradient_step(const Frame& f);

// Input rows of the steps [first, first + n), step after step; copied unless they lie so already.
static const real* input_rows(const Part& part, long first, long n, real* copy) {
  const Call& c = part.c;
  const Share& rows = part.rows;
  if (rows.count == c.batch && !c.reverse) return c.x + first * c.batch * c.inputs;
  for (long s = 0; s < n && part.leads(); s++)
    memcpy(copy + s * rows.count * c.inputs,
           c.x + (time_of(c, first + s) * c.batch + rows.first) * c.inputs,
           rows.count * c.inputs * sizeof(real));
  part.together();
  return copy;
}

static void project(const Part& part, long first, long n, real* copy, real* z) {
  const Call& c = part.c;
  const real* x = input_rows(part, first, n, copy);
  const long width = GATES * c.units;
  const Share mine = part.of(n * part.rows.count);
  if (c.W)
    product_plus_bias(mine.count, width, c.inputs, x + mine.first * c.inputs, c.inputs,
                      part.packed().W, z + mine.first * width, width, c.b);
  else
    memcpy(z + mine.first * width, x + mine.first * width, mine.count * width * sizeof(real));
  part.together();
}

static void forward_part(const Part& part) {
  const Call& c = part.c;
  const long H = c.units, R = part.rows.count, chunk = steps_in_chunk(c, R, FORWARD_ROWS);
  const long sizes[] = {chunk * R * GATES * H, chunk * R * c.inputs, R * N_PRODUCT * H,
                        R * N_LEFT * H, R * N_STASH * H};
  Memory memory(part, sizes, 5);
  Frame f(part);
  real *z = memory(sizes[0]), *copy = memory(sizes[1]);
  f.product = memory(sizes[2]);
  f.left = memory(sizes[3]);
  f.stash = memory(sizes[4]);
  for (long first = 0; first < c.steps; first += chunk) {
    const long n = c.steps - first < chunk ? c.steps - first : chunk;
    project(part, first, n, copy, z);
    for (long s = 0; s < n; s++) {
      f.aim(first + s);
      f.z = z + s * R * GATES * H;
      if (c.saved)
        saving_step(f);
      else
        forward_step(f);
    }
  }
}
