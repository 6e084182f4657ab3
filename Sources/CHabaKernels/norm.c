#include "CHabaKernels.h"
#include "dispatch.h"
#include "statistics.h"

// Instance norm, ReLU and average pooling of one image while it lies in the cache.

HABA_DISPATCH void haba_norm_relu_pool(const float *restrict x, const float *restrict gamma,
                                       const float *restrict beta, float *restrict pooled, float *restrict mean,
                                       float *restrict inverse, long height, long width, long channels, long pool,
                                       float epsilon) {
  long area = height * width, C = channels;
  instance_statistics(x, mean, inverse, area, C, epsilon);
  long rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool);
  for (long oy = 0; oy < rows; oy++)
    for (long ox = 0; ox < columns; ox++) {
      float *out = pooled + (oy * columns + ox) * C;
      for (long c = 0; c < C; c++) out[c] = 0;
      for (long dy = 0; dy < pool; dy++)
        for (long dx = 0; dx < pool; dx++) {
          const float *in = x + ((oy * pool + dy) * width + ox * pool + dx) * C;
          for (long c = 0; c < C; c++) {
            float y = (in[c] - mean[c]) * inverse[c] * gamma[c] + beta[c];
            out[c] += y > 0 ? y * share : 0;
          }
        }
    }
}

HABA_DISPATCH void haba_norm_relu_pool_vjp(const float *restrict x, const float *restrict gamma,
                                           const float *restrict beta, const float *restrict mean,
                                           const float *restrict inverse, const float *restrict g,
                                           float *restrict dx, float *restrict gammaGradient,
                                           float *restrict betaGradient, long height, long width, long channels,
                                           long pool) {
  long area = height * width, C = channels, rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool);
  // The two sums over the image go where the caller wants them, but only this image's part may scale dx.
  float sum[C], product[C];
  for (long c = 0; c < C; c++) sum[c] = 0, product[c] = 0;
  for (long oy = 0; oy < rows; oy++)
    for (long ox = 0; ox < columns; ox++) {
      const float *go = g + (oy * columns + ox) * C;
      for (long dy = 0; dy < pool; dy++)
        for (long dx_ = 0; dx_ < pool; dx_++) {
          const float *in = x + ((oy * pool + dy) * width + ox * pool + dx_) * C;
          for (long c = 0; c < C; c++) {
            float n = (in[c] - mean[c]) * inverse[c];
            float m = n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
            sum[c] += m;
            product[c] += m * n;
          }
        }
    }
  for (long c = 0; c < C; c++) {
    betaGradient[c] += sum[c];
    gammaGradient[c] += product[c];
    sum[c] /= (float)area;
    product[c] /= (float)area;
  }
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      const float *in = x + (y * width + xx) * C;
      float *out = dx + (y * width + xx) * C;
      int pooled = y / pool < rows && xx / pool < columns;  // an odd last row or column is not pooled
      const float *go = g + (y / pool * columns + xx / pool) * C;
      for (long c = 0; c < C; c++) {
        float n = (in[c] - mean[c]) * inverse[c];
        float m = pooled && n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
        out[c] = inverse[c] * gamma[c] * (m - sum[c] - n * product[c]);
      }
    }
}

// With n = (x - mean) * inverse, m = g spread over the pooled places where the ReLU is open, and a line for a mean over the
// image: dx = inverse gamma (m - \bar m - n \bar{mn}), dgamma = sum mn, dbeta = sum m. For their cotangents h, hg, hb the
// sum to differentiate is inverse gamma sum(m q) + hg sum(mn) + hb sum(m), with q = h - \bar h - n \bar{hn}.
HABA_DISPATCH void haba_norm_relu_pool_vjp_vjp(
    const float *restrict x, const float *restrict gamma, const float *restrict beta, const float *restrict mean,
    const float *restrict inverse, const float *restrict g, const float *restrict h, const float *restrict hg,
    const float *restrict hb, float *restrict dg, float *restrict dx, float *restrict gammaGradient, long height,
    long width, long channels, long pool) {
  long area = height * width, C = channels, rows = height / pool, columns = width / pool;
  float share = 1.0f / (float)(pool * pool), inverseArea = 1.0f / (float)area;
  float m1[C], mn[C], h1[C], hn[C], mh[C];
  for (long c = 0; c < C; c++) m1[c] = mn[c] = h1[c] = hn[c] = mh[c] = 0;
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      long place = (y * width + xx) * C;
      int pooled = y / pool < rows && xx / pool < columns;
      const float *go = g + (pooled ? y / pool * columns + xx / pool : 0) * C;
      for (long c = 0; c < C; c++) {
        float n = (x[place + c] - mean[c]) * inverse[c], hc = h[place + c];
        float m = pooled && n * gamma[c] + beta[c] > 0 ? go[c] * share : 0;
        m1[c] += m;
        mn[c] += m * n;
        h1[c] += hc;
        hn[c] += hc * n;
        mh[c] += m * hc;
      }
    }
  float scale[C], tMean[C], tSlope[C];
  for (long c = 0; c < C; c++) {
    m1[c] *= inverseArea, mn[c] *= inverseArea, h1[c] *= inverseArea, hn[c] *= inverseArea, mh[c] *= inverseArea;
    float mq = mh[c] - m1[c] * h1[c] - mn[c] * hn[c];
    scale[c] = inverse[c] * gamma[c];
    gammaGradient[c] += inverse[c] * mq * (float)area;
    tMean[c] = hg[c] * m1[c] - scale[c] * (m1[c] * hn[c] + mn[c] * h1[c]);
    // Both what projects n out of t and what comes by way of the deviation run along n.
    tSlope[c] = hg[c] * mn[c] - 2 * scale[c] * mn[c] * hn[c] + scale[c] * mq;
  }
  for (long i = 0; i < rows * columns * C; i++) dg[i] = 0;
  for (long y = 0; y < height; y++)
    for (long xx = 0; xx < width; xx++) {
      long place = (y * width + xx) * C;
      int pooled = y / pool < rows && xx / pool < columns;
      long window = (pooled ? y / pool * columns + xx / pool : 0) * C;
      for (long c = 0; c < C; c++) {
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
