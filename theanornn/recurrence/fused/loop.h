// The loop over time, around the generated steps. Included by generated source, which defines the
// sizes (GATES, N_STATES, ...), `Frame`-level functions and what each step multiplies.
//
// Rows of the batch are split over threads for the whole sequence: rows never need each other. The
// threads meet to share packed weights and, after each chunk of steps, for the gradients of weights,
// of which each computes some columns: in a fixed order, so that results are the same bits each time.
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

// What one step of some rows reads and writes.
struct Frame {
  long rows, units;
  const real* mask;
  real *z, *product, *left, *stash, *saved, *delta, *back;
  Pointers<N_STATES> state, next, outer, carry, new_carry;
  Pointers<N_VECTORS> vector, vector_gradient;
  Pointers<N_CONSTANTS> constant;
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

// Weights as the products want them, packed once in a call.
struct Packed {
  real *W, *W_transposed, *term[N_TERMS + 1], *transposed[N_TERMS + 1];
};

// Run a body for every row and vector of units; `Lanes` says how many of the last one count.
template <class Body>
INLINE void each_lane(const Frame& f, const Body& body) {
  for (long row = 0; row < f.rows; row++) {
    long unit = 0;
    for (; unit + LANES <= f.units; unit += LANES) body(Full(), row, unit);
    if (unit < f.units) body(Part{f.units - unit}, row, unit);
  }
}
#define INLINE_LAMBDA __attribute__((always_inline))

static void forward_step(const Frame& f, const Packed& packed);
static void saving_step(const Frame& f, const Packed& packed);
static void gradient_step(const Frame& f, const Packed& packed);

// Where a term stands: its block of a weight, and its left operand and deltas in the gradient.
struct TermPlace {
  int weight, row, column, n, left, delta;
};
static const TermPlace terms[N_TERMS + 1] = TERMS;
static const int weight_blocks[N_WEIGHTS + 1] = WEIGHT_BLOCKS,
                 weight_rows[N_WEIGHTS + 1] = WEIGHT_ROWS,
                 vector_blocks[N_VECTORS + 1] = VECTOR_BLOCKS,
                 constant_blocks[N_CONSTANTS + 1] = CONSTANT_BLOCKS;

// Rows of a chunk of steps: small enough to stay in the cache from the projection to the step; in
// the gradient large enough that adding to a weight's gradient is little beside its product.
constexpr double WORK_OF_A_THREAD = 1e7;  // floating-point operations
constexpr long FORWARD_ROWS = 128, GRADIENT_ROWS = 512;
constexpr long BOUNDARY = 64;  // bytes to which scratch memory is aligned

struct Scratch {  // numbers, taken piece by piece from one block
  real *block, *free;
  explicit Scratch(long size) : block(take_scratch(size)), free(block) {}
  ~Scratch() { give_scratch(block); }
  static long rounded(long n) { return (n + BOUNDARY - 1) / BOUNDARY * BOUNDARY; }
  real* operator()(long n) {
    real* p = free;
    free += rounded(n);
    return p;
  }
};

INLINE long time_of(const Call& c, long step) { return c.reverse ? c.steps - 1 - step : step; }

static void copy_rows(real* to, long to_stride, const real* from, long from_stride, long width, long rows) {
  for (long r = 0; r < rows; r++) memcpy(to + r * to_stride, from + r * from_stride, width * sizeof(real));
}

// Input rows of the steps [first, first + n), step after step; copied unless they lie so already.
static const real* input_rows(const Call& c, Share rows, long first, long n, real* copy) {
  if (rows.count == c.batch && !c.reverse) return c.x + first * c.batch * c.inputs;
  for (long s = 0; s < n; s++)
    memcpy(copy + s * rows.count * c.inputs,
           c.x + (time_of(c, first + s) * c.batch + rows.first) * c.inputs,
           rows.count * c.inputs * sizeof(real));
  return copy;
}

static void project(const Call& c, const Packed& packed, Share rows, long first, long n, real* copy, real* z) {
  const real* x = input_rows(c, rows, first, n, copy);
  const long width = GATES * c.units, m = n * rows.count;
  if (c.W)
    product_plus_bias(m, width, c.inputs, x, c.inputs, packed.W, z, width, c.b);
  else
    memcpy(z, x, m * width * sizeof(real));
}

// Point a frame at step `s`; states come from the sequences, or from before the first step.
static void aim(const Call& c, Share rows, long s, Frame& f) {
  const long t = time_of(c, s), row = t * c.batch + rows.first;
  f.mask = c.mask ? c.mask + row : 0;
  for (int i = 0; i < N_STATES; i++) {
    f.next[i] = c.sequence[i] + row * c.units;
    f.state[i] = s ? c.sequence[i] + (time_of(c, s - 1) * c.batch + rows.first) * c.units
                   : c.initial[i] + rows.first * c.units;
    f.outer[i] = c.outer[i] ? c.outer[i] + row * c.units : 0;
  }
  f.saved = c.saved ? c.saved + row * N_SAVED * c.units : 0;
}

static Frame frame_of(const Call& c, Share rows) {
  Frame f;
  memset(&f, 0, sizeof f);
  f.rows = rows.count;
  f.units = c.units;
  for (int i = 0; i < N_VECTORS; i++) f.vector[i] = c.vector[i];
  for (int i = 0; i < N_CONSTANTS; i++)
    f.constant[i] = c.constant[i] + rows.first * constant_blocks[i] * c.units;
  return f;
}

INLINE long steps_in_chunk(const Call& c, long rows, long wanted_rows) {
  long n = c.steps_in_chunk ? c.steps_in_chunk : rows ? wanted_rows / rows : 1;
  n = n < 1 ? 1 : n;
  return n < c.steps ? n : (c.steps ? c.steps : 1);
}

static void forward_rows(const Call& c, const Packed& packed, Share rows) {
  const long H = c.units, R = rows.count, chunk = steps_in_chunk(c, R, FORWARD_ROWS);
  const long z_size = chunk * R * GATES * H, x_size = chunk * R * c.inputs;
  Scratch scratch(Scratch::rounded(z_size) + Scratch::rounded(x_size) +
                  Scratch::rounded(R * N_PRODUCT * H) + Scratch::rounded(R * N_LEFT * H) +
                  Scratch::rounded(R * N_STASH * H));
  Frame f = frame_of(c, rows);
  real *z = scratch(z_size), *copy = scratch(x_size);
  f.product = scratch(R * N_PRODUCT * H);
  f.left = scratch(R * N_LEFT * H);
  f.stash = scratch(R * N_STASH * H);
  for (long first = 0; first < c.steps; first += chunk) {
    const long n = c.steps - first < chunk ? c.steps - first : chunk;
    project(c, packed, rows, first, n, copy, z);
    for (long s = 0; s < n; s++) {
      aim(c, rows, first + s, f);
      f.z = z + s * R * GATES * H;
      if (c.saved)
        saving_step(f, packed);
      else
        forward_step(f, packed);
    }
  }
}

static void recompute(const Call& c, const Packed& packed, Share rows, long first, long n, Frame f,
                      real* copy, real* z, real* saved, real* next) {
  project(c, packed, rows, first, n, copy, z);
  for (long s = 0; s < n; s++) {
    aim(c, rows, first + s, f);
    for (int i = 0; i < N_STATES; i++) f.next[i] = next + i * rows.count * c.units;
    f.z = z + s * rows.count * GATES * c.units;
    f.saved = saved + s * rows.count * N_SAVED * c.units;
    saving_step(f, packed);
  }
}

// A chunk of steps of one part, as the gradients of weights need it.
struct Chunk {
  const real *delta, *left, *x;
  long rows;
};

// What the parts share.
struct Shared {
  Packed packed;
  Chunk chunks[Team::MOST];
  Pointers<N_VECTORS> vector_sums[Team::MOST];  // the first adds up in the results themselves
};

constexpr long COLUMNS = 16;  // that stay together when columns are shared out

// Add what the chunks of all parts give to this part's columns of the gradients of W, b and the
// other weights.
static void weight_gradients(const Call& c, const Shared& shared, int part, int parts, real* panels) {
  const long H = c.units, width = GATES * H, wide = N_DELTA * H;
  for (int p = 0; p < parts; p++) {
    const Chunk& chunk = shared.chunks[p];
    int packed_delta = -1, packed_n = 0;  // many terms have the same deltas
    if (c.W_gradient) {
      const Share mine(width, part, parts, COLUMNS);
      pack_and_sum(chunk.delta + mine.first, wide, chunk.rows, mine.count, panels,
                   c.b_gradient ? c.b_gradient + mine.first : 0);
      packed_delta = 0, packed_n = GATES;
      product_of_transposed(c.inputs, mine.count, chunk.rows, chunk.x, c.inputs, panels,
                            c.W_gradient + mine.first, width);
    }
    for (int i = 0; i < N_TERMS; i++) {
      const TermPlace& t = terms[i];
      const Share mine(t.n * H, part, parts, COLUMNS);
      if (t.delta != packed_delta || t.n != packed_n)
        pack(chunk.delta + t.delta * H + mine.first, wide, chunk.rows, mine.count, panels);
      packed_delta = t.delta, packed_n = t.n;
      const long ld = weight_blocks[t.weight] * H;
      product_of_transposed(H, mine.count, chunk.rows, chunk.left + t.left * H, N_LEFT * H, panels,
                            c.weight_gradient[t.weight] + t.row * H * ld + t.column * H + mine.first,
                            ld);
    }
  }
}

static void gradient_rows(const Call& c, Shared& shared, Share rows, int part, Team& team) {
  const Packed& packed = shared.packed;
  // The parts meet after each chunk: it has the same steps for all.
  const long most_rows = (c.batch + team.parts() - 1) / team.parts();
  const long H = c.units, R = rows.count, chunk = steps_in_chunk(c, most_rows, GRADIENT_ROWS);
  const long m = chunk * R, width = GATES * H, wide = N_DELTA * H;
  const long sizes[] = {m * wide,
                        m * c.inputs,
                        m * N_LEFT * H,
                        R * N_PRODUCT * H,
                        R * N_STASH * H,
                        R * N_BACK * H,
                        2 * N_STATES * R * H,
                        packed_size(chunk * most_rows, wide),
                        c.saved ? 0 : m * width,
                        c.saved ? 0 : m * N_SAVED * H,
                        c.saved ? 0 : N_STATES * R * H,
                        c.x_gradient ? m * (c.W ? c.inputs : width) : 0};
  long total = 0;
  for (long size : sizes) total += Scratch::rounded(size);
  Scratch scratch(total);
  real* piece[sizeof sizes / sizeof *sizes];
  for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) piece[i] = scratch(sizes[i]);
  real *delta = piece[0], *copy = piece[1], *left = piece[2], *carries = piece[6], *panels = piece[7],
       *z = piece[8], *saved = piece[9], *next = piece[10], *x_gradient = piece[11];
  Frame f = frame_of(c, rows);
  f.product = piece[3], f.stash = piece[4], f.back = piece[5];
  for (int i = 0; i < N_VECTORS; i++) f.vector_gradient[i] = shared.vector_sums[part][i];
  for (int i = 0; i < N_STATES; i++) {
    f.carry[i] = carries + i * R * H;
    f.new_carry[i] = carries + (N_STATES + i) * R * H;
  }
  memset(carries, 0, 2 * N_STATES * R * H * sizeof(real));
  const long start = c.steps - c.steps_with_gradient;
  for (long end = c.steps; end > start; end -= chunk) {
    const long first = end - chunk > start ? end - chunk : start, n = end - first;
    if (!c.saved) {
      f.left = left;
      recompute(c, packed, rows, first, n, f, copy, z, saved, next);
    }
    for (long s = n - 1; s >= 0; s--) {
      aim(c, rows, first + s, f);
      if (!c.saved) f.saved = saved + s * R * N_SAVED * H;
      f.delta = delta + s * R * wide;
      f.left = left + s * R * N_LEFT * H;
      gradient_step(f, packed);
      const Pointers<N_STATES> used = f.carry;
      f.carry = f.new_carry;
      f.new_carry = used;
    }
    const long M = n * R;
    const real* x = c.W_gradient ? input_rows(c, rows, first, n, copy) : 0;
    shared.chunks[part] = {delta, left, x, M};
    team.meet();
    weight_gradients(c, shared, part, team.parts(), panels);
    if (c.x_gradient) {
      const long x_width = c.W ? c.inputs : width;
      if (c.W)
        product(M, c.inputs, width, delta, wide, packed.W_transposed, x_gradient, c.inputs, 0);
      else
        copy_rows(x_gradient, width, delta, wide, width, M);
      for (long s = 0; s < n; s++)
        memcpy(c.x_gradient + (time_of(c, first + s) * c.batch + rows.first) * x_width,
               x_gradient + s * R * x_width, R * x_width * sizeof(real));
    }
    team.meet();
  }
  for (long s = 0; s < start && c.x_gradient; s++) {
    const long x_width = c.W ? c.inputs : width;
    memset(c.x_gradient + (time_of(c, s) * c.batch + rows.first) * x_width, 0, R * x_width * sizeof(real));
  }
  for (int i = 0; i < N_STATES; i++) {
    real* to = c.initial_gradient[i] + rows.first * H;
    if (start > 0)
      memset(to, 0, R * H * sizeof(real));
    else
      memcpy(to, f.carry[i], R * H * sizeof(real));
  }
}

// Each part packs some of the weights, and clears some of what gradients are added up in.
static void prepare(const Call& c, Shared& shared, bool gradient, int part, int parts) {
  const Packed& packed = shared.packed;
  const long H = c.units, width = GATES * H;
  const bool forward = !gradient || !c.saved;
  int job = 0;
  const auto mine = [&](bool wanted) { return wanted && job++ % parts == part; };
  if (mine(forward && c.W)) pack(c.W, width, c.inputs, width, packed.W);
  if (mine(gradient && c.W && c.x_gradient))
    pack_transposed(c.W, width, width, c.inputs, packed.W_transposed);
  for (int i = 0; i < N_TERMS; i++) {
    const TermPlace& t = terms[i];
    const long ld = weight_blocks[t.weight] * H;
    const real* block = c.weight[t.weight] + t.row * H * ld + t.column * H;
    if (mine(forward)) pack(block, ld, H, t.n * H, packed.term[i]);
    if (mine(gradient)) pack_transposed(block, ld, t.n * H, H, packed.transposed[i]);
  }
  if (!gradient) return;
  const auto clear = [&](real* sums, long n) {
    const Share share(n, part, parts);
    if (sums) memset(sums + share.first, 0, share.count * sizeof(real));
  };
  clear(c.W_gradient, c.inputs * width);
  clear(c.b_gradient, width);
  for (int i = 0; i < N_WEIGHTS; i++)
    clear(c.weight_gradient[i], weight_rows[i] * H * weight_blocks[i] * H);
  for (int i = 0; i < N_VECTORS; i++)
    memset(shared.vector_sums[part][i], 0, vector_blocks[i] * H * sizeof(real));
}

static int wanted_threads(const Call& c) {
  // A thread costs some ten microseconds: each gets work for a hundred at least.
  const double operations = 2.0 * c.steps * c.batch * GATES * c.units * (c.inputs + c.units);
  long wanted = c.threads < c.batch ? c.threads : c.batch;
  wanted = wanted < operations / WORK_OF_A_THREAD ? wanted : (long)(operations / WORK_OF_A_THREAD);
  return (int)(wanted < 1 ? 1 : (wanted > Team::MOST ? Team::MOST : wanted));
}

static void run(const Call& c, bool gradient) {
  const long H = c.units, width = GATES * H;
  const int wanted = wanted_threads(c);
  long size = Scratch::rounded(packed_size(c.inputs, width)) +
              Scratch::rounded(packed_size(width, c.inputs));
  for (int i = 0; i < N_TERMS; i++)
    size += Scratch::rounded(packed_size(H, terms[i].n * H)) +
            Scratch::rounded(packed_size(terms[i].n * H, H));
  for (int i = 0; i < N_VECTORS; i++) size += wanted * Scratch::rounded(vector_blocks[i] * H);
  Scratch scratch(size);
  Shared shared;
  shared.packed.W = scratch(packed_size(c.inputs, width));
  shared.packed.W_transposed = scratch(packed_size(width, c.inputs));
  for (int i = 0; i < N_TERMS; i++) {
    shared.packed.term[i] = scratch(packed_size(H, terms[i].n * H));
    shared.packed.transposed[i] = scratch(packed_size(terms[i].n * H, H));
  }
  for (int part = 0; part < wanted; part++)
    for (int i = 0; i < N_VECTORS; i++)
      shared.vector_sums[part][i] =
          part ? scratch(vector_blocks[i] * H) : c.vector_gradient[i];
  Team::run(wanted, [&](int part, Team& team) {
    prepare(c, shared, gradient, part, team.parts());
    team.meet();
    const Share rows(c.batch, part, team.parts());
    if (!gradient) return forward_rows(c, shared.packed, rows);
    gradient_rows(c, shared, rows, part, team);
    team.meet();
    for (int other = 1; part == 0 && other < team.parts(); other++)  // always in the same order
      for (int i = 0; i < N_VECTORS; i++)
        for (long j = 0; j < vector_blocks[i] * H; j++)
          shared.vector_sums[0][i][j] += shared.vector_sums[other][i][j];
  });
}

extern "C" void forward(const long* arguments) { run(*(const Call*)arguments, false); }
extern "C" void gradient(const long* arguments) { run(*(const Call*)arguments, true); }
