// Vectors of `real` in the compiler's own vector types: one source for AVX-512, AVX2 and machines
// with neither (the compiler then lowers each operation to what the machine has).
//
// A level of element-wise mathematics is one function body, instantiated twice: with `Full` for
// whole vectors and with `Rest` for the rest of a row, so that no array needs padding.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "products.h"

#ifdef REAL_IS_DOUBLE
typedef int64_t integer;
#else
typedef int32_t integer;
#endif

#ifndef VECTOR_BYTES
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#endif

typedef real vec __attribute__((vector_size(VECTOR_BYTES)));
typedef real loose_vec __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real))));
typedef integer ivec __attribute__((vector_size(VECTOR_BYTES)));  // also the result of a comparison
constexpr int LANES = VECTOR_BYTES / sizeof(real);

#define INLINE static inline __attribute__((always_inline))

INLINE vec splat(real a) { return a - vec{}; }
INLINE ivec isplat(integer a) { return a - ivec{}; }
INLINE vec load(const real* p) { return *(const loose_vec*)p; }
INLINE void store(real* p, vec v) { *(loose_vec*)p = v; }
// Into the outer cache. Nothing need be there: the place is never read.
INLINE void fetch(const real* array, long at) {
  __builtin_prefetch((const void*)((uintptr_t)array + (uintptr_t)at * sizeof(real)), 0, 2);
}

struct Full {
  inline __attribute__((always_inline)) vec load(const real* p) const { return ::load(p); }
  inline __attribute__((always_inline)) void store(real* p, vec v) const { ::store(p, v); }
};

struct Rest {  // the first `n` lanes; the others read as zero and are not written
  long n;
#if VECTOR_BYTES == 64 && defined(REAL_IS_DOUBLE) && defined(__AVX512F__)
  inline __attribute__((always_inline)) vec load(const real* p) const { return (vec)_mm512_maskz_loadu_pd(mask(), p); }
  inline __attribute__((always_inline)) void store(real* p, vec v) const { _mm512_mask_storeu_pd(p, mask(), (__m512d)v); }
  inline __attribute__((always_inline)) __mmask8 mask() const { return (__mmask8)((1u << n) - 1); }
#elif VECTOR_BYTES == 64 && defined(__AVX512F__)
  inline __attribute__((always_inline)) vec load(const real* p) const { return (vec)_mm512_maskz_loadu_ps(mask(), p); }
  inline __attribute__((always_inline)) void store(real* p, vec v) const { _mm512_mask_storeu_ps(p, mask(), (__m512)v); }
  inline __attribute__((always_inline)) __mmask16 mask() const { return (__mmask16)((1u << n) - 1); }
#else
  inline __attribute__((always_inline)) vec load(const real* p) const {
    vec v = {};
    for (long i = 0; i < n; i++) v[i] = p[i];
    return v;
  }
  inline __attribute__((always_inline)) void store(real* p, vec v) const {
    for (long i = 0; i < n; i++) p[i] = v[i];
  }
#endif
};
