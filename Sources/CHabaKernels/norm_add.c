#include "CHabaKernels.h"
#include "dispatch.h"
#include "statistics.h"

// Instance norm of one image with what a residual block does after it, while it lies in the cache.

// L channels, whose sums stay in registers.
INLINE void norm_add(const float *restrict x, const float *restrict gamma, const float *restrict beta,
                     const float *restrict other, float *restrict y, float *restrict mean, float *restrict inverse,
                     long area, long channels, int relu, float epsilon, const long L) {
  instance_statistics(x, mean, inverse, area, channels, epsilon, L);
  float m[L], i[L];
  for (long c = 0; c < L; c++) m[c] = mean[c], i[c] = inverse[c];
  float floor = relu ? 0 : -__builtin_inff();
  for (long p = 0; p < area; p++) {
    const float *in = x + p * channels;
    float *out = y + p * channels;
    if (other) {
      const float *added = other + p * channels;
      for (long c = 0; c < L; c++) {
        float v = (in[c] - m[c]) * i[c] * gamma[c] + beta[c] + added[c];
        out[c] = v < floor ? floor : v;
      }
    } else {
      for (long c = 0; c < L; c++) {
        float v = (in[c] - m[c]) * i[c] * gamma[c] + beta[c];
        out[c] = v < floor ? floor : v;
      }
    }
  }
}

HABA_DISPATCH void haba_norm_add(const float *x, const float *gamma, const float *beta, const float *other, float *y,
                                 float *mean, float *inverse, long area, long channels, int relu, float epsilon) {
  EACH_BLOCK(64, channels, c,
             norm_add(x + c, gamma + c, beta + c, other ? other + c : other, y + c, mean + c, inverse + c, area, channels,
                      relu, epsilon, L));
}

INLINE void norm_add_vjp(const float *restrict x, const float *restrict gamma, const float *restrict mean,
                         const float *restrict inverse, const float *restrict y, const float *restrict g,
                         float *restrict dx, float *restrict dother, float *restrict gammaGradient,
                         float *restrict betaGradient, long area, long channels, int relu, const long L) {
  float sum[L], product[L];
  for (long c = 0; c < L; c++) sum[c] = 0, product[c] = 0;
  for (long p = 0; p < area; p++) {
    const float *in = x + p * channels, *value = y + p * channels, *gradient = g + p * channels;
    float *out = dother + p * channels;
    for (long c = 0; c < L; c++) {
      float m = !relu || value[c] > 0 ? gradient[c] : 0;
      sum[c] += m;
      product[c] += m * ((in[c] - mean[c]) * inverse[c]);
      out[c] = m;
    }
  }
  for (long c = 0; c < L; c++) {
    betaGradient[c] = sum[c];
    gammaGradient[c] = product[c];
    sum[c] /= (float)area;
    product[c] /= (float)area;
  }
  for (long p = 0; p < area; p++) {
    const float *in = x + p * channels, *m = dother + p * channels;
    float *out = dx + p * channels;
    for (long c = 0; c < L; c++) {
      float n = (in[c] - mean[c]) * inverse[c];
      out[c] = inverse[c] * gamma[c] * (m[c] - sum[c] - n * product[c]);
    }
  }
}

HABA_DISPATCH void haba_norm_add_vjp(const float *x, const float *gamma, const float *mean, const float *inverse,
                                     const float *y, const float *g, float *dx, float *dother, float *gammaGradient,
                                     float *betaGradient, long area, long channels, int relu) {
  EACH_BLOCK(64, channels, c,
             norm_add_vjp(x + c, gamma + c, mean + c, inverse + c, y + c, g + c, dx + c, dother + c, gammaGradient + c,
                          betaGradient + c, area, channels, relu, L));
}
