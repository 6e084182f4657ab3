#include "CHabaKernels.h"
#include "dispatch.h"
#include "statistics.h"

// Instance norm of one image with what a residual block does after it, while it lies in the cache.

HABA_DISPATCH void haba_norm_add(const float *restrict x, const float *restrict gamma, const float *restrict beta,
                                 const float *restrict other, float *restrict y, float *restrict mean,
                                 float *restrict inverse, long area, long channels, int relu, float epsilon) {
  long C = channels;
  instance_statistics(x, mean, inverse, area, C, epsilon);
  float floor = relu ? 0 : -__builtin_inff();
  for (long p = 0; p < area; p++) {
    const float *in = x + p * C;
    float *out = y + p * C;
    if (other) {
      const float *added = other + p * C;
      for (long c = 0; c < C; c++) {
        float v = (in[c] - mean[c]) * inverse[c] * gamma[c] + beta[c] + added[c];
        out[c] = v < floor ? floor : v;
      }
    } else {
      for (long c = 0; c < C; c++) {
        float v = (in[c] - mean[c]) * inverse[c] * gamma[c] + beta[c];
        out[c] = v < floor ? floor : v;
      }
    }
  }
}

HABA_DISPATCH void haba_norm_add_vjp(const float *restrict x, const float *restrict gamma, const float *restrict mean,
                                     const float *restrict inverse, const float *restrict y, const float *restrict g,
                                     float *restrict dx, float *restrict dother, float *restrict gammaGradient,
                                     float *restrict betaGradient, long area, long channels, int relu) {
  long C = channels;
  float sum[C], product[C];
  for (long c = 0; c < C; c++) sum[c] = 0, product[c] = 0;
  for (long p = 0; p < area; p++) {
    const float *in = x + p * C, *value = y + p * C, *gradient = g + p * C;
    float *out = dother + p * C;
    for (long c = 0; c < C; c++) {
      float m = !relu || value[c] > 0 ? gradient[c] : 0;
      sum[c] += m;
      product[c] += m * ((in[c] - mean[c]) * inverse[c]);
      out[c] = m;
    }
  }
  for (long c = 0; c < C; c++) {
    betaGradient[c] = sum[c];
    gammaGradient[c] = product[c];
    sum[c] /= (float)area;
    product[c] /= (float)area;
  }
  for (long p = 0; p < area; p++) {
    const float *in = x + p * C, *m = dother + p * C;
    float *out = dx + p * C;
    for (long c = 0; c < C; c++) {
      float n = (in[c] - mean[c]) * inverse[c];
      out[c] = inverse[c] * gamma[c] * (m[c] - sum[c] - n * product[c]);
    }
  }
}
