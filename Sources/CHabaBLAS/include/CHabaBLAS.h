#pragma once

// OpenBLAS, opened when it is first needed: loading it costs milliseconds and half a hundred MiB of address space, which
// commands that multiply nothing should not pay. Opening and reserving must not run on two threads at once.

#ifdef __cplusplus
extern "C" {
#endif

/// How opening ended.
typedef enum {
  HabaBLASReady = 0,
  /// `haba_blas_reason` says why.
  HabaBLASMissing,
  HabaBLASNoMemory,
} HabaBLASStatus;

/// Opens the library, held to one thread a product; does nothing when it is open.
HabaBLASStatus haba_blas_open(void);
/// The dynamic linker's words for what `haba_blas_open` could not do.
const char *haba_blas_reason(void);
/// What the open library says of itself: its version, and the kind of processor that it computes for.
const char *haba_blas_kind(void);
/// Bytes of address space that OpenBLAS takes for each product under way.
long haba_blas_buffer_bytes(void);
/// Makes room for up to `wanted` products at a time, `held` of which there is room for already, and returns for how many
/// there is now. Call it while no product is under way.
long haba_blas_reserve(long wanted, long held);
/// y `[m, n]` = a `[m, k]` b `[k, n]` (+ y), row-major; a transposed one lies as `[k, m]` or `[n, k]`. The library is
/// open, and no more products are under way than there is room for.
void haba_blas_multiply(const float *a, int a_transposed, const float *b, int b_transposed, float *y, int m, int n,
                        int k, int adding);

#ifdef __cplusplus
}
#endif
