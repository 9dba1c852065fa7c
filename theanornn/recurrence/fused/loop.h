// The two functions of a kernel: a call divided over threads. Included by generated source, which
// defines the steps.
#pragma once
#include "gradient.h"

// Floating-point operations for which a thread is worth its start, and a step a meeting.
constexpr double WORK_OF_A_THREAD = 1e7, WORK_OF_A_STEP = 4e5;
constexpr long FEW_ROWS = 2;  // for a thread: units are divided instead

// Each part packs some of the weights, and clears some of what gradients are added up in.
static void prepare(const Part& part, bool gradient) {
  const Call& c = part.c;
  const Packed& packed = part.packed();
  const long H = c.units, width = GATES * H, count = part.units.count;
  const bool forward = !gradient || !c.saved;
  const int parts = part.team.parts();
  int job = 0;
  const auto mine = [&](bool wanted) { return wanted && job++ % parts == part.index; };
  if (mine(forward && c.W)) pack(c.W, width, c.inputs, width, packed.W);
  if (mine(gradient && c.W && c.x_gradient))
    pack_transposed(c.W, width, width, c.inputs, packed.W_transposed);
  for (int i = 0; i < N_TERMS; i++) {
    const TermPlace& t = terms[i];
    const long ld = weight_blocks[t.weight] * H;
    const real* block = c.weight[t.weight] + t.row * H * ld + t.column * H;
    if (part.by_units()) {
      for (long k = 0; k < t.n && forward; k++)
        pack(block + k * H + part.units.first, ld, H, count,
             packed.term[i] + k * packed_size(H, count));
      if (gradient)
        pack_transposed(block + part.units.first * ld, ld, t.n * H, count, packed.transposed[i]);
    } else {
      if (mine(forward)) pack(block, ld, H, t.n * H, packed.term[i]);
      if (mine(gradient)) pack_transposed(block, ld, t.n * H, H, packed.transposed[i]);
    }
  }
  if (!gradient) return;
  const auto clear = [&](real* sums, long n) {
    const Share share(n, part.index, parts);
    if (sums) memset(sums + share.first, 0, share.count * sizeof(real));
  };
  clear(c.W_gradient, c.inputs * width);
  clear(c.b_gradient, width);
  for (int i = 0; i < N_WEIGHTS; i++)
    clear(c.weight_gradient[i], weight_rows[i] * H * weight_blocks[i] * H);
  for (int i = 0; i < N_VECTORS && part.leads(); i++)
    memset(part.shared.vector_sums[part.index][i], 0, vector_blocks[i] * H * sizeof(real));
}

// Add up what parts with rows of their own have for vectors, always in the same order.
static void add_vector_sums(const Part& part) {
  if (part.by_units() || part.index) return;
  for (int other = 1; other < part.team.parts(); other++)
    for (int i = 0; i < N_VECTORS; i++)
      for (long j = 0; j < vector_blocks[i] * part.c.units; j++)
        part.shared.vector_sums[0][i][j] += part.shared.vector_sums[other][i][j];
}

// How many threads to divide a call over, and by what. Where there is no W, a BLAS has just projected
// the input, and its threads stay awake for a while: those that meet within every step would wait
// for a processor longer than they work.
static int threads_for(const Call& c, bool& by_units) {
  const double step = 2.0 * c.batch * GATES * c.units * c.units;
  const double all = c.steps * (step + 2.0 * c.batch * GATES * c.units * c.inputs);
  by_units = c.W && c.threads > 1 && c.batch < FEW_ROWS * c.threads && step > WORK_OF_A_STEP;
  long wanted = by_units ? c.units / COLUMNS : c.batch;
  if (wanted > c.threads) wanted = c.threads;
  if (wanted > all / WORK_OF_A_THREAD) wanted = (long)(all / WORK_OF_A_THREAD);
  if (wanted > Team::MOST) wanted = Team::MOST;
  if (wanted <= 1) by_units = false;
  return wanted < 1 ? 1 : (int)wanted;
}

static void run(const Call& c, bool gradient) {
  const long H = c.units, width = GATES * H;
  Shared shared;
  const int wanted = threads_for(c, shared.by_units);
  // Packed for units, blocks are at most so much larger: each of them fills its last panel.
  const int copies = shared.by_units ? wanted : 1;
  const long W_size = Memory::rounded(packed_size(c.inputs, width)),
             W_transposed_size = Memory::rounded(packed_size(width, c.inputs));
  const auto term_size = [&](int i) { return Memory::rounded(terms[i].n * packed_size(H, H)); };
  const auto transposed_size = [&](int i) { return Memory::rounded(packed_size(terms[i].n * H, H)); };
  const auto vector_size = [&](int i) { return Memory::rounded(vector_blocks[i] * H); };
  long size = W_size + W_transposed_size;
  for (int i = 0; i < N_TERMS; i++) size += copies * (term_size(i) + transposed_size(i));
  for (int i = 0; i < N_VECTORS; i++) size += wanted * vector_size(i);
  real* block = take_scratch(size);
  real* next = block;
  const auto take = [&](long n) { return (next += n) - n; };
  real *W = take(W_size), *W_transposed = take(W_transposed_size);
  for (int part = 0; part < wanted; part++) {
    Packed& packed = shared.packed[part];
    if (part >= copies) {
      packed = shared.packed[0];
    } else {
      packed.W = W, packed.W_transposed = W_transposed;
      for (int i = 0; i < N_TERMS; i++) {
        packed.term[i] = take(term_size(i));
        packed.transposed[i] = take(transposed_size(i));
      }
    }
    for (int i = 0; i < N_VECTORS; i++) {
      real* own = take(vector_size(i));
      shared.vector_sums[part][i] = part && !shared.by_units ? own : c.vector_gradient[i];
    }
  }
  Team::run(wanted, [&](int index, Team& team) {
    const Part part(c, shared, team, index);
    prepare(part, gradient);
    team.meet();
    if (!gradient) return forward_part(part);
    gradient_part(part);
    team.meet();
    add_vector_sums(part);
  });
  give_scratch(block);
}

extern "C" void forward(const long* arguments) { run(*(const Call*)arguments, false); }
extern "C" void gradient(const long* arguments) { run(*(const Call*)arguments, true); }
