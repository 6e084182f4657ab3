#include "CHabaKernels.h"
#include "dispatch.h"

HABA_DISPATCH void haba_max_pool(const float *restrict x, float *restrict y, int32_t *restrict places, long width,
                                 long channels, long size, long stride, long rows, long columns) {
  long C = channels;
  for (long row = 0; row < rows; row++)
    for (long column = 0; column < columns; column++, y += C, places += C) {
      long corner = (row * stride * width + column * stride) * C;
      for (long c = 0; c < C; c++) {
        y[c] = x[corner + c];
        places[c] = (int32_t)(corner + c);
      }
      for (long dy = 0; dy < size; dy++)
        for (long dx = 0; dx < size; dx++) {
          long start = corner + (dy * width + dx) * C;
          for (long c = 0; c < C; c++) {
            float v = x[start + c];
            int32_t place = (int32_t)(start + c);
            places[c] = v > y[c] ? place : places[c];
            y[c] = v > y[c] ? v : y[c];
          }
        }
    }
}
