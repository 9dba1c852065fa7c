// Element-wise functions on vectors. NaN in gives NaN out, infinities give the limits. Accuracy: a
// few units in the last place, relative, also near zero (tests/recurrence/fused hold each to libm).
#pragma once
#include "vectors.h"

#ifdef REAL_IS_DOUBLE
constexpr int MANTISSA_BITS = 52, EXPONENT_BIAS = 1023;
constexpr real ROUNDING = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
constexpr real EXP_HIGH = 710.0, EXP_LOW = -746.0;
constexpr real LN2_HIGH = 6.93147180369123816490e-01, LN2_LOW = 1.90821492927058770002e-10;
constexpr real TANH_LARGE = 20.0, EXP_NORMAL = 708.0;
constexpr integer HALF_SQRT = 0x3fe6a09e667f3bcd;  // the bits of sqrt(1/2)
#else
constexpr int MANTISSA_BITS = 23, EXPONENT_BIAS = 127;
constexpr real ROUNDING = 12582912.0f;  // 1.5 * 2^23
constexpr real EXP_HIGH = 89.0f, EXP_LOW = -104.0f;
constexpr real LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f;
constexpr real TANH_LARGE = 10.0f, EXP_NORMAL = 87.0f;
constexpr integer HALF_SQRT = 0x3f3504f3;
#endif
constexpr real LOG2_E = (real)1.44269504088896340736;

// A chain of fused multiply-adds, highest coefficient first.
template <int N>
INLINE vec polynomial(vec x, const real (&c)[N]) {
  vec p = splat(c[0]);
#pragma GCC unroll 32
  for (int i = 1; i < N; i++) p = p * x + c[i];
  return p;
}

// exp(r) - 1 - r over r^2, for |r| <= ln(2)/2: the Taylor series, cut below rounding.
INLINE vec exp_tail(vec r) {
#ifdef REAL_IS_DOUBLE
  static const real c[] = {1. / 6227020800, 1. / 479001600, 1. / 39916800, 1. / 3628800,
                           1. / 362880,     1. / 40320,     1. / 5040,     1. / 720,
                           1. / 120,        1. / 24,        1. / 6,        1. / 2};
#else
  static const real c[] = {1.f / 5040, 1.f / 720, 1.f / 120, 1.f / 24, 1.f / 6, 1.f / 2};
#endif
  return polynomial(r, c);
}

INLINE vec power_of_two(ivec n) { return (vec)((n + EXPONENT_BIAS) << MANTISSA_BITS); }

// Limits that let NaN through: a comparison with it is false, and these instructions then give their
// second operand.
#if VECTOR_BYTES == 64 && defined(__AVX512F__) && defined(REAL_IS_DOUBLE)
INLINE vec at_most(vec x, real high) { return (vec)_mm512_min_pd((__m512d)splat(high), (__m512d)x); }
INLINE vec at_least(vec x, real low) { return (vec)_mm512_max_pd((__m512d)splat(low), (__m512d)x); }
#elif VECTOR_BYTES == 64 && defined(__AVX512F__)
INLINE vec at_most(vec x, real high) { return (vec)_mm512_min_ps((__m512)splat(high), (__m512)x); }
INLINE vec at_least(vec x, real low) { return (vec)_mm512_max_ps((__m512)splat(low), (__m512)x); }
#else
INLINE vec at_most(vec x, real high) { return x > high ? splat(high) : x; }
INLINE vec at_least(vec x, real low) { return x < low ? splat(low) : x; }
#endif
INLINE vec clamp(vec x, real low, real high) { return at_least(at_most(x, high), low); }

// 1 / x for x in [1, 2^126], where an estimate and a step of Newton's make it cheaper to come by.
#if VECTOR_BYTES == 64 && defined(__AVX512F__) && !defined(REAL_IS_DOUBLE)
INLINE vec inverse(vec x) {
  vec estimate = (vec)_mm512_rcp14_ps((__m512)x);
  return estimate + estimate * ((real)1 - x * estimate);
}
#else
INLINE vec inverse(vec x) { return (real)1 / x; }
#endif

// x = n ln(2) + r
struct Reduced {
  ivec n;
  vec r;
};

INLINE Reduced reduce(vec x) {
  vec shifted = x * LOG2_E + ROUNDING;
  vec n = shifted - ROUNDING;
  return {(ivec)shifted - (ivec)splat(ROUNDING), (x - n * LN2_HIGH) - n * LN2_LOW};
}

INLINE vec v_exp(vec x) {
  Reduced a = reduce(clamp(x, EXP_LOW, EXP_HIGH));
  vec p = exp_tail(a.r) * (a.r * a.r) + a.r + (real)1;
  ivec half = a.n >> 1;  // in two steps: 2^n itself may overflow where the result does not
  return p * power_of_two(half) * power_of_two(a.n - half);
}

// For x <= 0, where 2^n needs no second step and the result lies in [-1, 0].
INLINE vec expm1_negative(vec x) {
  Reduced a = reduce(x);
  vec scale = power_of_two(a.n);
  return (exp_tail(a.r) * (a.r * a.r) + a.r) * scale + (scale - (real)1);
}

INLINE vec v_abs(vec x) { return (vec)((ivec)x & ~(ivec)splat(-(real)0)); }
INLINE vec with_sign_of(vec magnitude, vec x) {
  ivec sign = (ivec)splat(-(real)0);
  return (vec)((ivec)magnitude | ((ivec)x & sign));
}

INLINE vec v_expm1(vec x) {
  vec e = expm1_negative(clamp(-v_abs(x), EXP_LOW / 2, 0));
  vec small = -e / (e + (real)1);  // of positive x; exact near zero, where exp(x) - 1 is not
  return x > (real)0 ? (x < (real)1 ? small : v_exp(x) - (real)1) : e;
}

INLINE vec v_tanh(vec x) {
  vec a = v_abs(x);
  a = at_most(a, TANH_LARGE);
  vec e = expm1_negative((real)-2 * a);
  return with_sign_of(-e * inverse(e + (real)2), x);
}

// Zero below -EXP_NORMAL: exactly zero of minus infinity, so that zero times infinity is NaN.
INLINE vec v_sigmoid(vec x) {
  Reduced a = reduce(clamp(-x, -EXP_NORMAL, EXP_NORMAL));
  vec p = exp_tail(a.r) * (a.r * a.r) + a.r + (real)1;
  vec s = inverse(p * power_of_two(a.n) + (real)1);
  return x < -EXP_NORMAL ? splat(0) : s;
}

// log of a positive, finite, normal number
INLINE vec log_normal(vec x) {
  ivec n = ((ivec)x - HALF_SQRT) >> MANTISSA_BITS;
  vec m = (vec)((ivec)x - (n << MANTISSA_BITS));  // in [sqrt(1/2), sqrt(2))
  vec s = (m - (real)1) / (m + (real)1), s2 = s * s;
#ifdef REAL_IS_DOUBLE
  static const real c[] = {2. / 21, 2. / 19, 2. / 17, 2. / 15, 2. / 13, 2. / 11,
                           2. / 9,  2. / 7,  2. / 5,  2. / 3};
#else
  static const real c[] = {2.f / 11, 2.f / 9, 2.f / 7, 2.f / 5, 2.f / 3};
#endif
  vec k = __builtin_convertvector(n, vec);
  return k * LN2_HIGH + (s * (real)2 + (polynomial(s2, c) * (s2 * s) + k * LN2_LOW));
}

INLINE vec v_log(vec x) {
  const real smallest = (sizeof(real) == 4 ? (real)1.17549435e-38f : (real)2.2250738585072014e-308), tiny_scale = (real)((integer)1 << MANTISSA_BITS);
  ivec denormal = x < smallest;
  vec scaled = denormal ? x * tiny_scale : x;
  vec y = log_normal(scaled);
  y = denormal ? y - (real)(MANTISSA_BITS * 0.69314718055994530942) : y;
  y = x == (real)INFINITY ? x : y;
  y = x == (real)0 ? splat(-(real)INFINITY) : y;
  return x < (real)0 || x != x ? splat((real)NAN) : y;
}

INLINE vec v_log1p(vec x) {
  vec u = (real)1 + x;
  vec correction = (x - (u - (real)1)) / u;  // what rounding 1 + x lost
  vec y = v_log(u) + correction;
  return u == (real)INFINITY || u <= (real)0 ? v_log(u) : (v_abs(x) < (real)1e-30 ? x : y);
}

INLINE vec v_softplus(vec x) {
  vec positive = x > (real)0 ? x : splat(0);
  vec y = positive + v_log1p(v_exp(-v_abs(x)));
  return x != x ? x : y;
}

INLINE vec v_max(vec a, vec b) { return a != a ? a : (a > b ? a : b); }  // NaN of either stays
INLINE vec v_min(vec a, vec b) { return a != a ? a : (a < b ? a : b); }
INLINE vec v_sign(vec a) {
  vec s = a > (real)0 ? splat(1) : (a < (real)0 ? splat(-1) : splat(0));
  return a != a ? a : s;
}
INLINE vec v_sqrt(vec a) {
  for (int i = 0; i < LANES; i++) a[i] = sizeof(real) == 4 ? sqrtf(a[i]) : sqrt(a[i]);
  return a;
}

INLINE vec as_real(ivec condition) { return condition ? splat(1) : splat(0); }
INLINE vec v_truncate(vec a) {
  for (int i = 0; i < LANES; i++) a[i] = sizeof(real) == 4 ? truncf(a[i]) : trunc(a[i]);
  return a;
}
