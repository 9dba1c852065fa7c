// Row-major matrix products C (M, N) of a left operand and a packed right operand (K, N).
#pragma once
#ifdef REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

extern "C" {
real* take_scratch(long size);  // in numbers
void give_scratch(real* block);
long packed_size(long K, long N);  // in numbers
void pack(const real* b, long ldb, long K, long N, real* packed);
void pack_and_sum(const real* b, long ldb, long K, long N, real* packed,
                  real* sums);  // adds the sum of each column to sums, unless that is null
void pack_transposed(const real* b, long ldb, long K, long N, real* packed);  // b is (N, K)
void product(long M, long N, long K, const real* a, long lda, const real* packed, real* c, long ldc,
             int add, int from_the_end);  // C = A B, or C += A B; the last columns first, if told so
void product_plus_bias(long M, long N, long K, const real* a, long lda, const real* packed, real* c,
                       long ldc, const real* bias);  // C = A B + bias
void product_of_transposed(long M, long N, long K, const real* a, long lda, const real* packed,
                           real* c, long ldc);  // C += A' B, where a is (K, M)
}
