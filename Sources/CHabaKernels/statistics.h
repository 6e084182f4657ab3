#pragma once
// Mean and 1 / deviation of each channel of one image. Two passes (mean first), because one pass loses digits where the mean is far
// from zero. Always inlined: it is compiled for the instruction set of whoever calls it.
static inline __attribute__((always_inline)) void instance_statistics(const float *restrict x, float *restrict mean,
                                                                      float *restrict inverse, long area, long C,
                                                                      float epsilon) {
  for (long c = 0; c < C; c++) mean[c] = 0, inverse[c] = 0;
  for (long p = 0; p < area; p++)
    for (long c = 0; c < C; c++) mean[c] += x[p * C + c];
  for (long c = 0; c < C; c++) mean[c] /= (float)area;
  for (long p = 0; p < area; p++)
    for (long c = 0; c < C; c++) {
      float d = x[p * C + c] - mean[c];
      inverse[c] += d * d;
    }
  for (long c = 0; c < C; c++) inverse[c] = 1.0f / __builtin_sqrtf(inverse[c] / (float)area + epsilon);
}
