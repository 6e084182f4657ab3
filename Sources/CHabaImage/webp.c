#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "CHabaImage.h"
#include "pixels.h"

enum { samples = 4 };  // red, green, blue, alpha

static int failed(char *message, const char *text) {
  snprintf(message, HABA_MESSAGE_BYTES, "%s", text);
  return -1;
}

static const char *reason(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY: return "out of memory";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "a feature that libwebp does not know";
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return "the picture's data end early";
    default: return "the picture's data are damaged";
  }
}

// Whether alpha counts. Where the file says that it has none, a frame's own is of no account, as for Pillow.
static int has_alpha(const uint8_t *bytes, size_t count) {
  WebPBitstreamFeatures features;
  return WebPGetFeatures(bytes, count, &features) != VP8_STATUS_OK || features.has_alpha;
}

// Decodes a frame to its place on a canvas of zeros: what libwebp's own decoder of animations does with the first.
static int draw(const WebPIterator *frame, uint32_t width, uint32_t height, uint8_t *canvas, char *message) {
  if (frame->x_offset < 0 || frame->y_offset < 0 || frame->width <= 0 || frame->height <= 0 ||
      (uint32_t)frame->x_offset + (uint32_t)frame->width > width ||
      (uint32_t)frame->y_offset + (uint32_t)frame->height > height)
    return failed(message, "a frame lies outside the picture");
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return failed(message, "another version of libwebp than was built with");
  size_t stride = (size_t)width * samples;
  size_t start = (size_t)frame->y_offset * stride + (size_t)frame->x_offset * samples;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = canvas + start;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = stride * height - start;
  VP8StatusCode status = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
  WebPFreeDecBuffer(&config.output);
  return status == VP8_STATUS_OK ? 0 : failed(message, reason(status));
}

static void spread(const uint8_t *canvas, size_t plane, int with_alpha, uint8_t *planes) {
  for (size_t at = 0; at < plane; at++) {
    const uint8_t *pixel = canvas + at * samples;
    uint8_t alpha = with_alpha ? pixel[3] : 255;
    for (size_t c = 0; c < 3; c++) planes[c * plane + at] = over_black(pixel[c], alpha);
  }
}

int haba_webp_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message) {
  if (channels != 3) return failed(message, "a colour file where a grey one was found before");
  WebPData data = {bytes, count};
  WebPDemuxer *file = WebPDemux(&data);
  if (!file) return failed(message, "it is not put together as a WebP must be, or ends early");
  int status = -1;
  uint8_t *canvas = NULL;
  WebPIterator frame;
  memset(&frame, 0, sizeof frame);
  if (WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH) != width || WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT) != height) {
    failed(message, "the size is not the one found before");
  } else if (!WebPDemuxGetFrame(file, 1, &frame)) {
    failed(message, "it holds no picture");
  } else if (!(canvas = calloc((size_t)width * height, samples))) {
    failed(message, "out of memory");
  } else {
    status = draw(&frame, width, height, canvas, message);
  }
  if (!status) spread(canvas, (size_t)width * height, has_alpha(bytes, count), planes);
  free(canvas);
  WebPDemuxReleaseIterator(&frame);
  WebPDemuxDelete(file);
  return status;
}
