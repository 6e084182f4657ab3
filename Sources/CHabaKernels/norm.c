#include "CHabaKernels.h"
#include "dispatch.h"
#include "statistics.h"

// Instance norm, ReLU and average pooling of one image while it lies in the cache.

// L channels, whose sums stay in registers.
INLINE void norm_relu_pool(const float *restrict x, const float *restrict gamma, const float *restrict beta,
                           float *restrict pooled, float *restrict mean, float *restrict inverse, long height, long width,
                           long channels, long pool, float epsilon, const long L) {
  instance_statistics(x, mean, inverse, height * width, channels, epsilon, L);
  float m[L], i[L];
  for (long c = 0; c < L; c++) m[c] = mean[c], i[c] = inverse[c];
  long rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool);
  for (long oy = 0; oy < rows; oy++)
    for (long ox = 0; ox < columns; ox++) {
      float sum[L];
      for (long c = 0; c < L; c++) sum[c] = 0;
      for (long dy = 0; dy < pool; dy++)
        for (long dx = 0; dx < pool; dx++) {
          const float *in = x + ((oy * pool + dy) * width + ox * pool + dx) * channels;
          for (long c = 0; c < L; c++) {
            float y = (in[c] - m[c]) * i[c] * gamma[c] + beta[c];
            sum[c] += y > 0 ? y * share : 0;
          }
        }
      float *out = pooled + (oy * columns + ox) * channels;
      for (long c = 0; c < L; c++) out[c] = sum[c];
    }
}

HABA_DISPATCH void haba_norm_relu_pool(const float *x, const float *gamma, const float *beta, float *pooled, float *mean,
                                       float *inverse, long height, long width, long channels, long pool,
                                       float epsilon) {
  EACH_BLOCK(64, channels, c,
             norm_relu_pool(x + c, gamma + c, beta + c, pooled + c, mean + c, inverse + c, height, width, channels, pool,
                            epsilon, L));
}

INLINE void norm_relu_pool_vjp(const float *restrict x, const float *restrict gamma, const float *restrict beta,
                               const float *restrict mean, const float *restrict inverse, const float *restrict g,
                               float *restrict dx, float *restrict gammaGradient, float *restrict betaGradient, long height,
                               long width, long channels, long pool, const long L) {
  long area = height * width, rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool);
  // The two sums over the image go where the caller wants them, but only this image's part may scale dx.
  float sum[L], product[L];
  for (long c = 0; c < L; c++) sum[c] = 0, product[c] = 0;
  for (long oy = 0; oy < rows; oy++)
    for (long ox = 0; ox < columns; ox++) {
      const float *go = g + (oy * columns + ox) * channels;
      for (long dy = 0; dy < pool; dy++)
        for (long dx_ = 0; dx_ < pool; dx_++) {
          const float *in = x + ((oy * pool + dy) * width + ox * pool + dx_) * channels;
          for (long c = 0; c < L; c++) {
            float n = (in[c] - mean[c]) * inverse[c];
            float m = n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
            sum[c] += m;
            product[c] += m * n;
          }
        }
    }
  for (long c = 0; c < L; c++) {
    betaGradient[c] += sum[c];
    gammaGradient[c] += product[c];
    sum[c] /= (float)area;
    product[c] /= (float)area;
  }
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      const float *in = x + (y * width + xx) * channels;
      float *out = dx + (y * width + xx) * channels;
      int pooled = y / pool < rows && xx / pool < columns;  // an odd last row or column is not pooled
      const float *go = g + (y / pool * columns + xx / pool) * channels;
      for (long c = 0; c < L; c++) {
        float n = (in[c] - mean[c]) * inverse[c];
        float m = pooled && n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
        out[c] = inverse[c] * gamma[c] * (m - sum[c] - n * product[c]);
      }
    }
}

HABA_DISPATCH void haba_norm_relu_pool_vjp(const float *x, const float *gamma, const float *beta, const float *mean,
                                           const float *inverse, const float *g, float *dx, float *gammaGradient,
                                           float *betaGradient, long height, long width, long channels, long pool) {
  EACH_BLOCK(64, channels, c,
             norm_relu_pool_vjp(x + c, gamma + c, beta + c, mean + c, inverse + c, g + c, dx + c, gammaGradient + c,
                                betaGradient + c, height, width, channels, pool, L));
}

// With n = (x - mean) * inverse, m = g spread over the pooled places where the ReLU is open, and a line for a mean over the
// image: dx = inverse gamma (m - \bar m - n \bar{mn}), dgamma = sum mn, dbeta = sum m. For their cotangents h, hg, hb the
// sum to differentiate is inverse gamma sum(m q) + hg sum(mn) + hb sum(m), with q = h - \bar h - n \bar{hn}.
INLINE void norm_relu_pool_vjp_vjp(const float *restrict x, const float *restrict gamma, const float *restrict beta,
                                   const float *restrict mean, const float *restrict inverse, const float *restrict g,
                                   const float *restrict h, const float *restrict hg, const float *restrict hb,
                                   float *restrict dg, float *restrict dx, float *restrict gammaGradient, long height,
                                   long width, long channels, long pool, const long L) {
  long area = height * width, rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool), inverseArea = 1.0f / (float)area;
  float m1[L], mn[L], h1[L], hn[L], mh[L];
  for (long c = 0; c < L; c++) m1[c] = mn[c] = h1[c] = hn[c] = mh[c] = 0;
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      long place = (y * width + xx) * channels;
      int pooled = y / pool < rows && xx / pool < columns;
      const float *go = g + (pooled ? y / pool * columns + xx / pool : 0) * channels;
      for (long c = 0; c < L; c++) {
        float n = (x[place + c] - mean[c]) * inverse[c], hc = h[place + c];
        float m = pooled && n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
        m1[c] += m;
        mn[c] += m * n;
        h1[c] += hc;
        hn[c] += hc * n;
        mh[c] += m * hc;
      }
    }
  float scale[L], tMean[L], tSlope[L];
  for (long c = 0; c < L; c++) {
    m1[c] *= inverseArea, mn[c] *= inverseArea, h1[c] *= inverseArea, hn[c] *= inverseArea, mh[c] *= inverseArea;
    float mq = mh[c] - m1[c] * h1[c] - mn[c] * hn[c];
    scale[c] = inverse[c] * gamma[c];
    gammaGradient[c] += inverse[c] * mq * (float)area;
    tMean[c] = hg[c] * m1[c] - scale[c] * (m1[c] * hn[c] + mn[c] * h1[c]);
    // Both what projects n out of t and what comes by way of the deviation run along n.
    tSlope[c] = hg[c] * mn[c] - 2 * scale[c] * mn[c] * hn[c] + scale[c] * mq;
  }
  for (long i = 0; i < rows * columns; i++)
    for (long c = 0; c < L; c++) dg[i * channels + c] = 0;
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      long place = (y * width + xx) * channels;
      int pooled = y / pool < rows && xx / pool < columns;
      long window = (pooled ? y / pool * columns + xx / pool : 0) * channels;
      for (long c = 0; c < L; c++) {
        float n = (x[place + c] - mean[c]) * inverse[c], hc = h[place + c];
        int open = pooled && n * gamma[c] + beta[c] > 0;
        float m = open ? g[window + c] * share : 0;
        float dm = scale[c] * (hc - h1[c] - n * hn[c]) + hg[c] * n + hb[c];
        float t = hg[c] * m - scale[c] * (m * hn[c] + mn[c] * hc);
        dx[place + c] = inverse[c] * (t - tMean[c] - n * tSlope[c]);
        dg[window + c] += open ? dm * share : 0;
      }
    }
}

HABA_DISPATCH void haba_norm_relu_pool_vjp_vjp(const float *x, const float *gamma, const float *beta, const float *mean,
                                               const float *inverse, const float *g, const float *h, const float *hg,
                                               const float *hb, float *dg, float *dx, float *gammaGradient, long height,
                                               long width, long channels, long pool) {
  EACH_BLOCK(32, channels, c,
             norm_relu_pool_vjp_vjp(x + c, gamma + c, beta + c, mean + c, inverse + c, g + c, h + c, hg + c, hb + c, dg + c,
                                    dx + c, gammaGradient + c, height, width, channels, pool, L));
}
