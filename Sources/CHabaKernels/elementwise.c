#include "CHabaKernels.h"
#include "dispatch.h"

const char *haba_lanes_kind(void) {
#if defined(__x86_64__) && defined(__linux__)
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
  return "default";
}

HABA_DISPATCH void haba_add(const float *a, const float *b, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = a[i] + b[i];
}

HABA_DISPATCH void haba_subtract(const float *a, const float *b, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = a[i] - b[i];
}

HABA_DISPATCH void haba_multiply(const float *a, const float *b, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = a[i] * b[i];
}

HABA_DISPATCH void haba_divide(const float *a, const float *b, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = a[i] / b[i];
}

HABA_DISPATCH void haba_affine(const float *a, float scale, float shift, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = a[i] * scale + shift;
}

HABA_DISPATCH void haba_accumulate(const float *a, float scale, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] += a[i] * scale;
}

HABA_DISPATCH void haba_gate(const float *g, const float *x, float *y, long n) {
  for (long i = 0; i < n; i++) y[i] = x[i] > 0 ? g[i] : 0;
}

HABA_DISPATCH void haba_sgd(float *value, float *velocity, const float *gradient, float rate, float momentum,
                            float decay, long n) {
  for (long i = 0; i < n; i++) {
    float v = momentum * velocity[i] + gradient[i] + decay * value[i];
    velocity[i] = v;
    value[i] -= rate * v;
  }
}
