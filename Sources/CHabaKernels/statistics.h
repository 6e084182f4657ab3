#pragma once
#include "dispatch.h"

// Does something with blocks of L channels from c on: `widest`, then 16, which it is compiled for, then the rest.
#define EACH_BLOCK(widest, channels, c, ...)            \
  do {                                                  \
    long c = 0;                                         \
    for (; c + widest <= (channels); c += widest) {     \
      const long L = widest;                            \
      __VA_ARGS__;                                      \
    }                                                   \
    for (; c + 16 <= (channels); c += 16) {             \
      const long L = 16;                                \
      __VA_ARGS__;                                      \
    }                                                   \
    if (c < (channels)) {                               \
      const long L = (channels) - c;                    \
      __VA_ARGS__;                                      \
    }                                                   \
  } while (0)

// Mean and 1 / deviation of L channels of one image. Two passes (mean first), because one pass loses digits where the mean is far
// from zero. Always inlined: it is compiled for the instruction set of whoever calls it.
INLINE void instance_statistics(const float *restrict x, float *restrict mean, float *restrict inverse, long area,
                                long channels, float epsilon, const long L) {
  float sum[L], squares[L];
  for (long c = 0; c < L; c++) sum[c] = 0, squares[c] = 0;
  for (long p = 0; p < area; p++)
    for (long c = 0; c < L; c++) sum[c] += x[p * channels + c];
  for (long c = 0; c < L; c++) sum[c] /= (float)area;
  for (long p = 0; p < area; p++)
    for (long c = 0; c < L; c++) {
      float d = x[p * channels + c] - sum[c];
      squares[c] += d * d;
    }
  for (long c = 0; c < L; c++) mean[c] = sum[c], inverse[c] = 1.0f / __builtin_sqrtf(squares[c] / (float)area + epsilon);
}
