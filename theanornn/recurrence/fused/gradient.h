// The gradient's loop over time, and the gradients of what is the same at all steps.
#pragma once
#include "forward.h"

// Large enough that adding to a weight's gradient is little beside its product.
constexpr long GRADIENT_ROWS = 512;

// Whether the states before the steps from `first` lie one after the other in the sequences.
INLINE bool states_lie_in_order(const Part& part, long first) {
  return first > 0 && !part.c.reverse && part.rows.count == part.c.batch;
}

// Keep the states that are left operands, as the gradients of weights will need them.
static void keep_lefts(const Frame& f) {
  for (int slot = 0; slot < N_LEFT; slot++) {
    if (state_of_left[slot] < 0) continue;
    const real* state = f.state[state_of_left[slot]];
    for (long row = 0; row < f.rows; row++)
      memcpy(f.left + (row * N_LEFT + slot) * f.units + f.first_unit,
             state + row * f.units + f.first_unit, (f.end_unit - f.first_unit) * sizeof(real));
  }
}

// What the steps [first, first + n) leave for the gradients of weights.
static Chunk chunk_of(const Part& part, long first, long n, const real* delta, const real* left,
                      const real* x) {
  const Call& c = part.c;
  const long H = c.units;
  Chunk chunk;
  chunk.delta = delta, chunk.x = x, chunk.rows = n * part.rows.count;
  for (int slot = 0; slot < N_LEFT; slot++) {
    const int state = state_of_left[slot];
    const bool lies = state >= 0 && states_lie_in_order(part, first);
    chunk.left[slot] = lies ? c.sequence[state] + (first - 1) * c.batch * H : left + slot * H;
    chunk.left_stride[slot] = lies ? H : N_LEFT * H;
  }
  return chunk;
}

// Do a chunk of the forward loop again, for what was not saved.
static void recompute(const Part& part, long first, long n, Frame f, real* copy, real* z, real* saved,
                      real* next) {
  project(part, first, n, copy, z);
  for (long s = 0; s < n; s++) {
    f.aim(first + s);
    for (int i = 0; i < N_STATES; i++) f.next[i] = next + i * f.rows * f.units;
    f.z = z + s * f.rows * GATES * f.units;
    f.saved = saved + s * f.rows * N_SAVED * f.units;
    saving_step(f);
  }
}

// Which of a term's columns are a part's. Terms may add to the same columns of a weight: these are
// always the same part's, or two would write them at once.
static Share columns_of(const TermPlace& t, long H, int part, int parts) {
  Share mine(weight_blocks[t.weight] * H, part, parts, COLUMNS);
  const long start = t.column * H, end = start + t.n * H;
  const long first = mine.first > start ? mine.first : start;
  const long last = mine.first + mine.count < end ? mine.first + mine.count : end;
  mine.first = first - start;
  mine.count = last > first ? last - first : 0;
  return mine;
}

// Add what the chunks of all parts give to this part's columns of the gradients of W, b and the
// other weights.
static void weight_gradients(const Part& part, real* panels) {
  const Call& c = part.c;
  const long H = c.units, width = GATES * H, wide = N_DELTA * H;
  const int parts = part.team.parts();
  for (int p = 0; p < (part.by_units() ? 1 : parts); p++) {
    const Chunk& chunk = part.shared.chunks[p];
    const real* packed = 0;  // many terms have the same deltas
    long packed_count = 0;
    if (c.W_gradient) {
      const Share mine(width, part.index, parts, COLUMNS);
      packed = chunk.delta + mine.first, packed_count = mine.count;
      pack_and_sum(packed, wide, chunk.rows, mine.count, panels,
                   c.b_gradient ? c.b_gradient + mine.first : 0);
      product_of_transposed(c.inputs, mine.count, chunk.rows, chunk.x, c.inputs, panels,
                            c.W_gradient + mine.first, width);
    }
    for (int i = 0; i < N_TERMS; i++) {
      const TermPlace& t = terms[i];
      const Share mine = columns_of(t, H, part.index, parts);
      if (!mine.count) continue;
      const real* delta = chunk.delta + t.delta * H + mine.first;
      if (delta != packed || mine.count != packed_count)
        pack(delta, wide, chunk.rows, mine.count, panels);
      packed = delta, packed_count = mine.count;
      const long ld = weight_blocks[t.weight] * H;
      real* to = c.weight_gradient[t.weight] + t.row * H * ld + t.column * H + mine.first;
      product_of_transposed(H, mine.count, chunk.rows, chunk.left[t.left],
                            chunk.left_stride[t.left], panels, to, ld);
    }
  }
}

// The gradient of the input of the steps from `first`, from rows of deltas in the order of steps.
static void input_gradient(const Part& part, long first, long n, const real* delta, real* made) {
  const Call& c = part.c;
  const long H = c.units, R = part.rows.count, width = GATES * H, wide = N_DELTA * H;
  const long inputs = c.W ? c.inputs : width;
  const Share mine = part.of(n * R);
  if (c.W)
    product(mine.count, inputs, width, delta + mine.first * wide, wide,
            part.shared.packed[0].W_transposed, made + mine.first * inputs, inputs, 0, 0);
  for (long i = mine.first; i < mine.first + mine.count; i++) {
    const long row = time_of(c, first + i / R) * c.batch + part.rows.first + i % R;
    memcpy(c.x_gradient + row * inputs, c.W ? made + i * inputs : delta + i * wide,
           inputs * sizeof(real));
  }
}

// Nothing earlier than `start` gets a gradient.
static void no_gradient_before(const Part& part, long start) {
  const Call& c = part.c;
  const long H = c.units, inputs = c.W ? c.inputs : GATES * H;
  for (long s = 0; s < start && c.x_gradient; s++)
    memset(c.x_gradient + (time_of(c, s) * c.batch + part.rows.first) * inputs, 0,
           part.rows.count * inputs * sizeof(real));
  for (int i = 0; i < N_STATES; i++)
    memset(c.initial_gradient[i] + part.rows.first * H, 0, part.rows.count * H * sizeof(real));
}

static void gradient_part(const Part& part) {
  const Call& c = part.c;
  const int sharing = part.by_units() ? 1 : part.team.parts();
  // The parts meet after each chunk: it has the same steps for all.
  const long most_rows = (c.batch + sharing - 1) / sharing;
  const long H = c.units, R = part.rows.count, chunk = steps_in_chunk(c, most_rows, GRADIENT_ROWS);
  const long m = chunk * R, width = GATES * H, wide = N_DELTA * H;
  const long sizes[] = {m * wide,
                        m * c.inputs,
                        m * N_LEFT * H,
                        R * N_PRODUCT * H,
                        R * N_STASH * H,
                        R * N_BACK * H,
                        2 * N_STATES * R * H,
                        c.saved ? 0 : m * width,
                        c.saved ? 0 : m * N_SAVED * H,
                        c.saved ? 0 : N_STATES * R * H,
                        c.x_gradient && c.W ? m * c.inputs : 0};
  constexpr int N = sizeof sizes / sizeof *sizes;
  Memory memory(part, sizes, N);
  real* piece[N];
  for (int i = 0; i < N; i++) piece[i] = memory(sizes[i]);
  real *delta = piece[0], *copy = piece[1], *left = piece[2], *carries = piece[6], *z = piece[7],
       *saved = piece[8], *next = piece[9], *x_gradient = piece[10];
  real* panels = take_scratch(packed_size(chunk * most_rows, wide));
  Frame f(part);
  f.product = piece[3], f.stash = piece[4], f.back = piece[5];
  for (int i = 0; i < N_VECTORS; i++) f.vector_gradient[i] = part.shared.vector_sums[part.index][i];
  for (int i = 0; i < N_STATES; i++) {
    f.carry[i] = carries + i * R * H;
    f.new_carry[i] = carries + (N_STATES + i) * R * H;
  }
  if (part.leads()) memset(carries, 0, sizes[6] * sizeof(real));
  part.together();
  const long start = c.steps - c.steps_with_gradient;
  for (long end = c.steps; end > start; end -= chunk) {
    const long first = end - chunk > start ? end - chunk : start, n = end - first;
    if (!c.saved) {
      f.left = left;
      recompute(part, first, n, f, copy, z, saved, next);
    }
    for (long s = n - 1; s >= 0; s--) {
      f.aim(first + s);
      if (!c.saved) f.saved = saved + s * R * N_SAVED * H;
      f.delta = delta + s * R * wide;
      f.left = left + s * R * N_LEFT * H;
      if (!states_lie_in_order(part, first)) keep_lefts(f);
      gradient_step(f);
      const Pointers<N_STATES> used = f.carry;
      f.carry = f.new_carry;
      f.new_carry = used;
    }
    const real* x = c.W_gradient ? input_rows(part, first, n, copy) : 0;
    if (part.leads()) part.shared.chunks[part.index] = chunk_of(part, first, n, delta, left, x);
    part.team.meet();
    weight_gradients(part, panels);
    if (c.x_gradient) input_gradient(part, first, n, delta, x_gradient);
    part.team.meet();
  }
  part.together();
  if (part.leads() && start > 0) no_gradient_before(part, start);
  for (int i = 0; i < N_STATES && part.leads() && start == 0; i++)
    memcpy(c.initial_gradient[i] + part.rows.first * H, f.carry[i], R * H * sizeof(real));
  give_scratch(panels);
}
