#include <string.h>

#include "CHabaKernels.h"
#include "dispatch.h"

// Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016),
// interpolation points 0, 1, -1, 2, -2. Every transform works on sixteen channels at a time, and lays frequencies down as
// haba_multiply_blocks reads them: blocks of sixteen channels, tile by tile.

typedef haba_lanes V;

// out = B^T in, six values spaced by s.
#define INPUT_LINE(in, out, s)                                     \
  do {                                                             \
    V a0 = (in)[0], a1 = (in)[s], a2 = (in)[2 * s];                \
    V a3 = (in)[3 * s], a4 = (in)[4 * s], a5 = (in)[5 * s];        \
    V p = a4 - 4.0f * a2, q = a3 - 4.0f * a1;                      \
    V r = a4 - a2, t = 2.0f * (a3 - a1);                           \
    (out)[0] = 4.0f * a0 - 5.0f * a2 + a4;                         \
    (out)[s] = p + q;                                              \
    (out)[2 * s] = p - q;                                          \
    (out)[3 * s] = r + t;                                          \
    (out)[4 * s] = r - t;                                          \
    (out)[5 * s] = 4.0f * a1 - 5.0f * a3 + a5;                     \
  } while (0)

INLINE void input_tile(const float *x, float *values, long height,
                                                              long width, long channels, long y0, long x0,
                                                              long tiles) {
  long inside = y0 >= 0 && x0 >= 0 && y0 + 6 <= height && x0 + 6 <= width;
  for (long c = 0; c < channels; c += 16) {
    V d[36], e[36];
    for (long i = 0; i < 6; i++)
      for (long j = 0; j < 6; j++) {
        if (inside || (y0 + i >= 0 && y0 + i < height && x0 + j >= 0 && x0 + j < width))
          d[i * 6 + j] = *(const V *)(x + ((y0 + i) * width + x0 + j) * channels + c);
        else
          d[i * 6 + j] = (V){0};
      }
    for (long j = 0; j < 6; j++) INPUT_LINE(d + j, e + j, 6);
    for (long i = 0; i < 6; i++) INPUT_LINE(e + i * 6, d + i * 6, 1);
    for (long k = 0; k < 36; k++) *(V *)(values + (k * channels + c) * tiles) = d[k];
  }
}

HABA_DISPATCH void haba_winograd_input(const float *x, float *values, long height, long width, long channels,
                                       long first, long count, long tiles) {
  long rows = (height + 3) / 4, columns = (width + 3) / 4;
  for (long t = 0; t < count; t++) {
    long tile = first + t, image = tile / (rows * columns), rest = tile % (rows * columns);
    input_tile(x + image * height * width * channels, values + t * 16, height, width, channels,
               rest / columns * 4 - 1, rest % columns * 4 - 1, tiles);
  }
}

// out (4 values) = A^T in (6 values).
#define OUTPUT_LINE(in, out, s, so)                                \
  do {                                                             \
    V a1 = (in)[s], a2 = (in)[2 * s], a3 = (in)[3 * s], a4 = (in)[4 * s]; \
    V p = a1 + a2, q = a1 - a2, r = a3 + a4, t = a3 - a4;          \
    (out)[0] = (in)[0] + p + r;                                    \
    (out)[so] = q + 2.0f * t;                                      \
    (out)[2 * so] = p + 4.0f * r;                                  \
    (out)[3 * so] = q + 8.0f * t + (in)[5 * s];                    \
  } while (0)

HABA_DISPATCH void haba_winograd_output(const float *values, float *y, long height, long width, long channels,
                                        long first, long count, long tiles) {
  long rows = (height + 3) / 4, columns = (width + 3) / 4;
  for (long t = 0; t < count; t++) {
    long tile = first + t, image = tile / (rows * columns), rest = tile % (rows * columns);
    long y0 = rest / columns * 4, x0 = rest % columns * 4;
    float *out = y + image * height * width * channels;
    long inside = y0 + 4 <= height && x0 + 4 <= width;
    for (long c = 0; c < channels; c += 16) {
      V m[36], e[24], o[16];
      for (long k = 0; k < 36; k++) m[k] = *(const V *)(values + (k * channels + c) * tiles + t * 16);
      for (long j = 0; j < 6; j++) OUTPUT_LINE(m + j, e + j, 6, 6);
      for (long i = 0; i < 4; i++) OUTPUT_LINE(e + i * 6, o + i * 4, 1, 1);
      for (long i = 0; i < 4; i++)
        for (long j = 0; j < 4; j++)
          if (inside || (y0 + i < height && x0 + j < width))
            *(V *)(out + ((y0 + i) * width + x0 + j) * channels + c) = o[i * 4 + j];
    }
  }
}

// out (6 values) = A in (4 values).
#define OUTPUT_ADJOINT_LINE(in, out, s, so)                        \
  do {                                                             \
    V a0 = (in)[0], a1 = (in)[s], a2 = (in)[2 * s], a3 = (in)[3 * s]; \
    V p = a0 + a2, q = a1 + a3, r = a0 + 4.0f * a2, t = 2.0f * a1 + 8.0f * a3; \
    (out)[0] = a0;                                                 \
    (out)[so] = p + q;                                             \
    (out)[2 * so] = p - q;                                         \
    (out)[3 * so] = r + t;                                         \
    (out)[4 * so] = r - t;                                         \
    (out)[5 * so] = a3;                                            \
  } while (0)

HABA_DISPATCH void haba_winograd_output_adjoint(const float *g, float *values, long height, long width,
                                                long channels, long first, long count, long tiles) {
  long rows = (height + 3) / 4, columns = (width + 3) / 4;
  for (long t = 0; t < count; t++) {
    long tile = first + t, image = tile / (rows * columns), rest = tile % (rows * columns);
    long y0 = rest / columns * 4, x0 = rest % columns * 4;
    const float *in = g + image * height * width * channels;
    long inside = y0 + 4 <= height && x0 + 4 <= width;
    for (long c = 0; c < channels; c += 16) {
      V o[16], e[24], m[36];
      for (long i = 0; i < 4; i++)
        for (long j = 0; j < 4; j++)
          if (inside || (y0 + i < height && x0 + j < width))
            o[i * 4 + j] = *(const V *)(in + ((y0 + i) * width + x0 + j) * channels + c);
          else
            o[i * 4 + j] = (V){0};
      for (long j = 0; j < 4; j++) OUTPUT_ADJOINT_LINE(o + j, e + j, 4, 4);
      for (long i = 0; i < 6; i++) OUTPUT_ADJOINT_LINE(e + i * 4, m + i * 6, 1, 1);
      for (long k = 0; k < 36; k++) *(V *)(values + (k * channels + c) * tiles + t * 16) = m[k];
    }
  }
}

// The kernel's transform.
static const float G[6][3] = {{0.25f, 0, 0},
                              {-1.0f / 6, -1.0f / 6, -1.0f / 6},
                              {-1.0f / 6, 1.0f / 6, -1.0f / 6},
                              {1.0f / 24, 1.0f / 12, 1.0f / 6},
                              {1.0f / 24, -1.0f / 12, 1.0f / 6},
                              {0, 0, 1}};

HABA_DISPATCH void haba_winograd_kernel(const float *restrict w, float *restrict u, long inputs, long outputs, long k) {
  long pairs = inputs * outputs;
  for (long o = 0; o < outputs; o += 16)
    for (long i = 0; i < inputs; i++) {
      // G w's row k, which all six frequencies of the row share.
      V line[3];
      for (long x = 0; x < 3; x++) {
        const float *column = w + x * pairs + i * outputs + o;
        line[x] = G[k][0] * *(const V *)column + G[k][1] * *(const V *)(column + 3 * pairs) +
                  G[k][2] * *(const V *)(column + 6 * pairs);
      }
      float *out = u + k * 6 * pairs + o * inputs + i * 16;
      for (long l = 0; l < 6; l++)
        *(V *)(out + l * pairs) = G[l][0] * line[0] + G[l][1] * line[1] + G[l][2] * line[2];
    }
}

HABA_DISPATCH void haba_winograd_kernel_adjoint(const float *restrict u, float *restrict w, long pairs, long tap) {
  float *out = w + tap * pairs;
  for (long p = 0; p < pairs; p++) out[p] = 0;
  for (long k = 0; k < 6; k++)
    for (long l = 0; l < 6; l++) {
      float f = G[k][tap / 3] * G[l][tap % 3];
      if (f == 0) continue;
      const float *in = u + (k * 6 + l) * pairs;
      for (long p = 0; p < pairs; p++) out[p] += f * in[p];
    }
}
