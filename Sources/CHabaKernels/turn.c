#include "CHabaKernels.h"
#include "dispatch.h"

HABA_DISPATCH void haba_turn_kernel(const float *restrict w, float *restrict turned, long inputs, long outputs, long taps,
                                     long tap) {
  const float *source = w + (taps - 1 - tap) * inputs * outputs;
  float *target = turned + tap * inputs * outputs;
  // Squares of 16 keep both sides in the cache.
  for (long i0 = 0; i0 < inputs; i0 += 16)
    for (long o0 = 0; o0 < outputs; o0 += 16)
      for (long i = i0; i < i0 + 16; i++)
        for (long o = o0; o < o0 + 16; o++) target[o * inputs + i] = source[i * outputs + o];
}
