// Matrix products with one operand packed in advance, for the sizes of a recurrence: few rows, a
// matrix that is used at every step. Packed, a product of 32 rows runs at the speed of a large one.
#include "products.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "vectors.h"

// A panel is VECTORS vectors wide; TALLEST rows times that fill the registers with accumulators.
constexpr int VECTORS = 2, WIDTH = VECTORS * LANES;
#if VECTOR_BYTES == 64
constexpr int TALLEST = 12;
#else
constexpr int TALLEST = 6;
#endif
constexpr long ROWS_IN_CACHE = 8 * TALLEST;  // of the left operand, while a panel goes by

enum Start { ZERO, ADD, BIAS };  // what the sums start from

// MR rows times PANELS panels. The left operand is row-major, or with BY_COLUMN column-major.
// `soon` is a panel to be fetched from the outer caches meanwhile.
template <int MR, int PANELS, bool BY_COLUMN>
static void tile(long K, const real* a, long lda, const real* b, long panel, const real* soon,
                 real* c, long ldc, long n, int start, const real* bias) {
  constexpr int N = PANELS * VECTORS;
  const bool whole = n == PANELS * WIDTH;
  vec sum[MR][N];
#pragma GCC unroll 32
  for (int m = 0; m < MR; m++)
#pragma GCC unroll 32
    for (int v = 0; v < N; v++) sum[m][v] = vec{};
  if (whole && start == ADD) {
#pragma GCC unroll 32
    for (int m = 0; m < MR; m++)
#pragma GCC unroll 32
      for (int v = 0; v < N; v++) sum[m][v] = load(c + m * ldc + v * LANES);
  } else if (whole && start == BIAS) {
#pragma GCC unroll 32
    for (int m = 0; m < MR; m++)
#pragma GCC unroll 32
      for (int v = 0; v < N; v++) sum[m][v] = load(bias + v * LANES);
  }
  for (long k = 0; k < K; k++) {
    vec right[N];
#pragma GCC unroll 32
    for (int p = 0; p < PANELS; p++)
#pragma GCC unroll 32
      for (int v = 0; v < VECTORS; v++) right[p * VECTORS + v] = load(b + p * panel + v * LANES);
    b += WIDTH;
    if (PANELS == 1) {
#pragma GCC unroll 8
      for (unsigned line = 0; line < WIDTH * sizeof(real) / 64; line++)
        __builtin_prefetch(soon + line * (64 / sizeof(real)), 0, 2);
      soon += WIDTH;
    }
#pragma GCC unroll 32
    for (int m = 0; m < MR; m++) {
      const real left = BY_COLUMN ? a[m] : a[m * lda];
#pragma GCC unroll 32
      for (int v = 0; v < N; v++) sum[m][v] += left * right[v];
    }
    a += BY_COLUMN ? lda : 1;
  }
  if (whole) {
#pragma GCC unroll 32
    for (int m = 0; m < MR; m++)
#pragma GCC unroll 32
      for (int v = 0; v < N; v++) store(c + m * ldc + v * LANES, sum[m][v]);
    return;
  }
  for (int m = 0; m < MR; m++) {
    real row[N * LANES];
    for (int v = 0; v < N; v++) store(row + v * LANES, sum[m][v]);
    real* to = c + m * ldc;
    for (long j = 0; j < n; j++)
      to[j] = row[j] + (start == ADD ? to[j] : start == BIAS ? bias[j] : (real)0);
  }
}

typedef void (*Tile)(long, const real*, long, const real*, long, const real*, real*, long, long,
                     int, const real*);

template <bool BY_COLUMN>
static Tile tile_of(int rows) {
  static const Tile tiles[] = {
      0,
      tile<1, 1, BY_COLUMN>,
      tile<2, 1, BY_COLUMN>,
      tile<3, 1, BY_COLUMN>,
      tile<4, 1, BY_COLUMN>,
      tile<5, 1, BY_COLUMN>,
      tile<6, 1, BY_COLUMN>,
#if VECTOR_BYTES == 64
      tile<7, 1, BY_COLUMN>,
      tile<8, 1, BY_COLUMN>,
      tile<9, 1, BY_COLUMN>,
      tile<10, 1, BY_COLUMN>,
      tile<11, 1, BY_COLUMN>,
      tile<12, 1, BY_COLUMN>,
#endif
  };
  return tiles[rows];
}

// One or two rows alone leave the adders idle: several panels at once keep them busy.
static const int PANELS_FOR_FEW_ROWS = 4;

template <bool BY_COLUMN>
static void blocked(long M, long N, long K, const real* a, long lda, const real* packed, real* c,
                    long ldc, int start, const real* bias, bool from_the_end = false) {
  for (long top = 0; top < M; top += ROWS_IN_CACHE) {
    const long rows = M - top < ROWS_IN_CACHE ? M - top : ROWS_IN_CACHE;
    const long tiles = (rows + TALLEST - 1) / TALLEST;
    const real* from = BY_COLUMN ? a + top : a + top * lda;
    // Several panels are done at once as long as there are enough, then one at a time.
    const long many = rows <= 2 ? N / (PANELS_FOR_FEW_ROWS * WIDTH) : 0;
    const long single = many * PANELS_FOR_FEW_ROWS * WIDTH;
    const long groups = many + (N - single + WIDTH - 1) / WIDTH;
    for (long group = 0; group < groups; group++) {
      const long g = from_the_end ? groups - 1 - group : group;
      const bool at_once = g < many;
      const long n = at_once ? g * PANELS_FOR_FEW_ROWS * WIDTH : single + (g - many) * WIDTH;
      const real* b = packed + n * K;
      const real* add = bias ? bias + n : 0;
      real* to = c + top * ldc + n;
      if (at_once) {
        (rows == 1 ? tile<1, PANELS_FOR_FEW_ROWS, BY_COLUMN>
                   : tile<2, PANELS_FOR_FEW_ROWS, BY_COLUMN>)(
            K, from, lda, b, WIDTH * K, b, to, ldc, PANELS_FOR_FEW_ROWS * WIDTH, start, add);
        continue;
      }
      const long columns = N - n < WIDTH ? N - n : WIDTH;
      const real* after = group == groups - 1 ? b : from_the_end ? b - WIDTH * K : b + WIDTH * K;
      for (long i = 0, m = 0; i < tiles; i++) {
        const int height = (rows - m + tiles - i - 1) / (tiles - i);  // tiles of even heights
        tile_of<BY_COLUMN>(height)(K, BY_COLUMN ? from + m : from + m * lda, lda, b, 0,
                                   i == tiles - 1 ? after : b, to + m * ldc, ldc, columns, start,
                                   add);
        m += height;
      }
    }
  }
}

// Scratch memory that calls give back, so that large blocks do not come from the kernel, page by
// page, in every call.
constexpr int POOL = 8;
static real* pool[POOL];
static long pool_size[POOL];
static int pool_lock = 0;

static void lock_pool() {
  while (__atomic_exchange_n(&pool_lock, 1, __ATOMIC_ACQUIRE)) sched_yield();
}

static void unlock_pool() { __atomic_store_n(&pool_lock, 0, __ATOMIC_RELEASE); }

// A process that is forked finds the pool whole and free.
static const int at_fork = pthread_atfork(lock_pool, unlock_pool, unlock_pool);

struct Locked {
  Locked() { lock_pool(); }
  ~Locked() { unlock_pool(); }
};

constexpr long HEAD = 64;  // bytes before a block, for its size

extern "C" {

real* take_scratch(long size) {
  {
    Locked locked;
    for (int i = 0; i < POOL; i++)
      if (pool[i] && pool_size[i] >= size && pool_size[i] / 4 <= size) {
        real* block = pool[i];
        pool[i] = 0;
        return block;
      }
  }
  void* memory = 0;
  if (posix_memalign(&memory, HEAD, HEAD + size * sizeof(real))) abort();
  *(long*)memory = size;
  return (real*)((char*)memory + HEAD);
}

void give_scratch(real* block) {
  void* memory = (char*)block - HEAD;
  {
    Locked locked;
    for (int i = 0; i < POOL; i++)
      if (!pool[i]) {
        pool[i] = block;
        pool_size[i] = *(long*)memory;
        return;
      }
  }
  free(memory);
}

long packed_size(long K, long N) { return (N + WIDTH - 1) / WIDTH * WIDTH * K; }

void pack(const real* b, long ldb, long K, long N, real* packed) {
  pack_and_sum(b, ldb, K, N, packed, 0);
}

void pack_and_sum(const real* b, long ldb, long K, long N, real* packed, real* sums) {
  for (long n = 0; n < N; n += WIDTH) {
    const long columns = N - n < WIDTH ? N - n : WIDTH;
    vec sum[VECTORS] = {};
    for (long k = 0; k < K; k++, packed += WIDTH) {
      if (columns == WIDTH)
#pragma GCC unroll 8
        for (int v = 0; v < VECTORS; v++)
          store(packed + v * LANES, load(b + k * ldb + n + v * LANES));
      else
        for (long j = 0; j < WIDTH; j++) packed[j] = j < columns ? b[k * ldb + n + j] : 0;
#pragma GCC unroll 8
      for (int v = 0; v < VECTORS; v++) sum[v] += load(packed + v * LANES);
    }
    if (!sums) continue;
    real row[WIDTH];
    for (int v = 0; v < VECTORS; v++) store(row + v * LANES, sum[v]);
    for (long j = 0; j < columns; j++) sums[n + j] += row[j];
  }
}

void pack_transposed(const real* b, long ldb, long K, long N, real* packed) {
  constexpr long BLOCK = 16;  // of a row at a time: rows that lie 4096 bytes apart share few lines
  for (long n = 0; n < N; n += WIDTH, packed += K * WIDTH) {
    const long columns = N - n < WIDTH ? N - n : WIDTH;
    for (long top = 0; top < K; top += BLOCK) {
      const long end = top + BLOCK < K ? top + BLOCK : K;
      for (long j = 0; j < WIDTH; j++)
        for (long k = top; k < end; k++)
          packed[k * WIDTH + j] = j < columns ? b[(n + j) * ldb + k] : 0;
    }
  }
}

void product(long M, long N, long K, const real* a, long lda, const real* packed, real* c, long ldc,
             int add, int from_the_end) {
  blocked<false>(M, N, K, a, lda, packed, c, ldc, add ? ADD : ZERO, 0, from_the_end);
}

void product_plus_bias(long M, long N, long K, const real* a, long lda, const real* packed, real* c,
                       long ldc, const real* bias) {
  blocked<false>(M, N, K, a, lda, packed, c, ldc, bias ? BIAS : ZERO, bias);
}

void product_of_transposed(long M, long N, long K, const real* a, long lda, const real* packed,
                           real* c, long ldc) {
  blocked<true>(M, N, K, a, lda, packed, c, ldc, ADD, 0);
}
}
