#include <string.h>

#include "CHabaKernels.h"
#include "dispatch.h"

// Channels last makes the innermost runs contiguous: kernel_width * channels floats at a time inside the image.

void haba_unfold(const float *x, float *columns, long height, long width, long channels, long kernel_height,
                 long kernel_width, long pad, long stride, long out_height, long out_width) {
  long run = kernel_width * channels;
  for (long oy = 0; oy < out_height; oy++) {
    for (long ox = 0; ox < out_width; ox++) {
      for (long ky = 0; ky < kernel_height; ky++, columns += run) {
        long iy = oy * stride + ky - pad, ix = ox * stride - pad;
        if (iy < 0 || iy >= height) {
          memset(columns, 0, sizeof(float) * (size_t)run);
          continue;
        }
        long from = ix < 0 ? -ix : 0, to = ix + kernel_width > width ? width - ix : kernel_width;
        if (from >= to) {
          memset(columns, 0, sizeof(float) * (size_t)run);
          continue;
        }
        const float *source = x + (iy * width + ix + from) * channels;
        for (long i = 0; i < from * channels; i++) columns[i] = 0;
        for (long i = 0; i < (to - from) * channels; i++) columns[from * channels + i] = source[i];
        for (long i = to * channels; i < run; i++) columns[i] = 0;
      }
    }
  }
}

void haba_fold(const float *columns, float *x, long height, long width, long channels, long kernel_height,
               long kernel_width, long pad, long stride, long out_height, long out_width, long row) {
  long run = kernel_width * channels;
  for (long oy = 0; oy < out_height; oy++) {
    for (long ox = 0; ox < out_width; ox++, columns += row) {
      for (long ky = 0; ky < kernel_height; ky++) {
        long iy = oy * stride + ky - pad, ix = ox * stride - pad;
        if (iy < 0 || iy >= height) continue;
        long from = ix < 0 ? -ix : 0, to = ix + kernel_width > width ? width - ix : kernel_width;
        if (from >= to) continue;
        float *target = x + (iy * width + ix + from) * channels;
        for (long i = 0; i < (to - from) * channels; i++) target[i] += columns[ky * run + from * channels + i];
      }
    }
  }
}
