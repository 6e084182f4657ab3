#pragma once
#include <stddef.h>
#include <stdint.h>

// Loops whose speed hangs on the processor's vector units. Each is compiled for several instruction sets
// and chosen at run time. Images lie channels last, `[N, H, W, C]`; nothing here allocates or reports errors:
// the caller has checked every size.

#ifdef __cplusplus
extern "C" {
#endif

/// Which of their forms the loops below run in here: `x86-64-v4` and the like, `portable` where there is one only.
const char *haba_kernel_kind(void);

/// A matrix product whose operands lie in blocks: y[i][n] = the sum of a[i][p] b[p][n] over terms p, added to y where `adding`.
///
/// There are `sets` of `groups` of `rows`; terms run through `repeats` x `outer` x `inner` places of a, one after the other in b;
/// columns come in `panels` of sixteen that lie together. All distances are in values.
typedef struct {
  const float *a;
  long a_set, a_group, a_row, a_repeat, a_outer, a_inner;
  const float *b;
  long b_panel, b_term;
  float *y;
  long y_set, y_group, y_row, y_panel;
  long sets, groups, rows, repeats, outer, inner, panels;
  int adding;
} haba_product;
void haba_multiply_blocks(const haba_product *product);
/// The same in the form for any processor (0), for x86-64-v3 (1) or v4 (2); 0 where there is no such form or the processor lacks it.
/// All that fuse multiplication and addition give the same bits.
int haba_multiply_blocks_in(int form, const haba_product *product);

// Winograd F(4x4, 3x3) on tiles `first ..< first + count` of images `[N, H, W, C]`, padding 1, C a multiple
// of 16. Tiles are numbered image by image, row by row. Frequencies lie as `[36, C / 16, tiles, 16]`, in which `values` points to
// the first tile's place.

/// values[k][c][t] = (B^T d B)_k of tile t's 6x6 neighbourhood.
void haba_winograd_input(const float *x, float *values, long height, long width, long channels, long first,
                         long count, long tiles);
/// y's 4x4 tile t = A^T m A.
void haba_winograd_output(const float *values, float *y, long height, long width, long channels, long first,
                          long count, long tiles);
/// values[k][c][t] = (A g A^T)_k of tile t of an output's gradient: the adjoint of `haba_winograd_output`.
void haba_winograd_output_adjoint(const float *g, float *values, long height, long width, long channels,
                                  long first, long count, long tiles);
/// u[k][o][i] = (G w G^T)_k of a kernel `[3, 3, I, O]`, for the six frequencies of one row: `[36, O / 16, I, 16]`.
void haba_winograd_kernel(const float *w, float *u, long inputs, long outputs, long row);
/// One of the nine taps of w = the adjoint of `haba_winograd_kernel`, of frequencies that lie as `[36, I, O]`; pairs = I * O.
void haba_winograd_kernel_adjoint(const float *u, float *w, long pairs, long tap);
/// One of the taps of a kernel `[KH, KW, I, O]` turned by half a circle, with input and output exchanged: `[KH, KW, O, I]`; I and O
/// are multiples of 16.
void haba_turn_kernel(const float *w, float *turned, long inputs, long outputs, long taps, long tap);

/// pooled = average over 2x2 of relu(gamma * (x - mean) / deviation + beta) for one image `[H, W, C]`; `mean` and
/// `inverse` (1 / deviation) are written too. `pool` is 2, or 1 for none.
void haba_norm_relu_pool(const float *x, const float *gamma, const float *beta, float *pooled, float *mean,
                         float *inverse, long height, long width, long channels, long pool, float epsilon);
/// The vector-Jacobian product of the above for one image; adds to gammaGradient and betaGradient.
void haba_norm_relu_pool_vjp(const float *x, const float *gamma, const float *beta, const float *mean,
                             const float *inverse, const float *g, float *dx, float *gammaGradient,
                             float *betaGradient, long height, long width, long channels, long pool);

/// The vector-Jacobian product of the vector-Jacobian product, for cotangents h of dx, hg of gammaGradient and hb of
/// betaGradient; adds to gammaGradient. Beta's own gradient is zero.
void haba_norm_relu_pool_vjp_vjp(const float *x, const float *gamma, const float *beta, const float *mean,
                                 const float *inverse, const float *g, const float *h, const float *hg,
                                 const float *hb, float *dg, float *dx, float *gammaGradient, long height, long width,
                                 long channels, long pool);

/// y = gamma * (x - mean) / deviation + beta + other for one image of `area` places, and no less than 0 with `relu`; `other` may be
/// null. `mean` and `inverse` (1 / deviation) are written too.
void haba_norm_add(const float *x, const float *gamma, const float *beta, const float *other, float *y, float *mean,
                   float *inverse, long area, long channels, int relu, float epsilon);
/// The vector-Jacobian product of the above for one image, whose result was y.
void haba_norm_add_vjp(const float *x, const float *gamma, const float *mean, const float *inverse, const float *y,
                       const float *g, float *dx, float *dother, float *gammaGradient, float *betaGradient, long area,
                       long channels, int relu);

/// The largest value of each window of one image, and its place in it; of equal ones the first.
void haba_max_pool(const float *x, float *y, int32_t *places, long width, long channels, long size, long stride,
                   long rows, long columns);

/// columns[(y, x)][(ky, kx, c)] of one image `[H, W, C]`, zero outside; output `[OH, OW]`, `pad` on each side,
/// windows `stride` apart.
void haba_unfold(const float *x, float *columns, long height, long width, long channels, long kernel_height,
                 long kernel_width, long pad, long stride, long out_height, long out_width);
/// The adjoint: adds columns into x, which the caller has zeroed. Those of neighbouring places are `row` values apart.
void haba_fold(const float *columns, float *x, long height, long width, long channels, long kernel_height,
               long kernel_width, long pad, long stride, long out_height, long out_width, long row);

/// Tells the processor that this thread is waiting for another one.
static inline void haba_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Element by element over n values.
void haba_add(const float *a, const float *b, float *y, long n);
void haba_subtract(const float *a, const float *b, float *y, long n);
void haba_multiply(const float *a, const float *b, float *y, long n);
void haba_divide(const float *a, const float *b, float *y, long n);
/// y = a * scale + shift.
void haba_affine(const float *a, float scale, float shift, float *y, long n);
/// y += a * scale.
void haba_accumulate(const float *a, float scale, float *y, long n);
/// y = g where x > 0, else 0.
void haba_gate(const float *g, const float *x, float *y, long n);
/// velocity = momentum * velocity + gradient + decay * value; value -= rate * velocity.
void haba_sgd(float *value, float *velocity, const float *gradient, float rate, float momentum, float decay, long n);

#ifdef __cplusplus
}
#endif
