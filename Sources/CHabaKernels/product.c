#include "CHabaKernels.h"
#include "dispatch.h"

// Sums of a few rows by a few panels of sixteen columns at a time: as many as the registers hold. Operands are read where they lie.
// Terms are added one after the other, so that no result hangs on how rows and panels are cut.

typedef haba_lanes V;

#define UNROLLED _Pragma("clang loop unroll(full)")

INLINE void tile(const haba_product *p, const float *a, const float *b, float *y, const int R, const int C) {
  V sums[R][C];
  UNROLLED for (int i = 0; i < R; i++)
    UNROLLED for (int j = 0; j < C; j++)
      sums[i][j] = p->adding ? *(const V *)(y + i * p->y_row + j * p->y_panel) : (V){0};
  for (long repeat = 0; repeat < p->repeats; repeat++)
    for (long outer = 0; outer < p->outer; outer++) {
      const float *term = a + repeat * p->a_repeat + outer * p->a_outer;
      for (long inner = 0; inner < p->inner; inner++, term += p->a_inner, b += p->b_term) {
        V columns[C];
        UNROLLED for (int j = 0; j < C; j++) columns[j] = *(const V *)(b + j * p->b_panel);
        UNROLLED for (int i = 0; i < R; i++)
          UNROLLED for (int j = 0; j < C; j++) sums[i][j] += term[i * p->a_row] * columns[j];
      }
    }
  UNROLLED for (int i = 0; i < R; i++)
    UNROLLED for (int j = 0; j < C; j++) *(V *)(y + i * p->y_row + j * p->y_panel) = sums[i][j];
}

INLINE void some_rows(const haba_product *p, const float *a, const float *b, float *y, long rows, const int C) {
  switch (rows) {
    case 1: return tile(p, a, b, y, 1, C);
    case 2: return tile(p, a, b, y, 2, C);
    case 3: return tile(p, a, b, y, 3, C);
    case 4: return tile(p, a, b, y, 4, C);
    case 5: return tile(p, a, b, y, 5, C);
    case 6: return tile(p, a, b, y, 6, C);
    case 7: return tile(p, a, b, y, 7, C);
    default: return tile(p, a, b, y, 8, C);
  }
}

// Rows are shared out evenly: eight and one would take nearly as long as two times eight.
INLINE void all_rows(const haba_product *p, const float *a, const float *b, float *y, const int R, const int C) {
  long left = p->rows;
  for (long tiles = (left + R - 1) / R; tiles > 0; tiles--) {
    long rows = (left + tiles - 1) / tiles;
    if (rows == R) {
      tile(p, a, b, y, R, C);
    } else {
      some_rows(p, a, b, y, rows, C);
    }
    a += rows * p->a_row;
    y += rows * p->y_row;
    left -= rows;
  }
}

INLINE void panels(const haba_product *p, long first, const int R, const int C) {
  const float *b = p->b + first * p->b_panel;
  for (long set = 0; set < p->sets; set++)
    for (long group = 0; group < p->groups; group++)
      all_rows(p, p->a + set * p->a_set + group * p->a_group, b,
               p->y + set * p->y_set + group * p->y_group + first * p->y_panel, R, C);
}

// Columns are outermost: their panels stay in the first cache while all rows pass.
INLINE void product(const haba_product *p, const int R, const int C) {
  long first = 0;
  for (; first + C <= p->panels; first += C) panels(p, first, R, C);
  for (; first < p->panels; first++) panels(p, first, R, 1);
}

#if defined(__x86_64__) && defined(__linux__)
// Without a least width, clang halves AVX-512's registers.
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void product_v4(const haba_product *p) {
  product(p, 8, 2);
}
__attribute__((target("arch=x86-64-v3"))) static void product_v3(const haba_product *p) { product(p, 4, 1); }
#endif

int haba_multiply_blocks_in(int form, const haba_product *p) {
#if defined(__x86_64__) && defined(__linux__)
  if (form >= 2) {
    if (!__builtin_cpu_supports("x86-64-v4")) return 0;
    product_v4(p);
    return 1;
  }
  if (form == 1) {
    if (!__builtin_cpu_supports("x86-64-v3")) return 0;
    product_v3(p);
    return 1;
  }
#endif
  if (form > 0) return 0;
  product(p, 4, 1);
  return 1;
}

void haba_multiply_blocks(const haba_product *p) {
  for (int form = 2; !haba_multiply_blocks_in(form, p); form--) {}
}
