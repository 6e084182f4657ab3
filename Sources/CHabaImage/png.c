#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CHabaImage.h"
#include "pixels.h"

typedef struct {
  const uint8_t *bytes;
  size_t count, at;
} Input;

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} Output;

static void on_error(png_structp png, png_const_charp text) {
  snprintf((char *)png_get_error_ptr(png), HABA_MESSAGE_BYTES, "%s", text);
  png_longjmp(png, 1);
}

// Warnings are about ancillary chunks (profiles, gamma, text), none of which is read.
static void on_warning(png_structp png, png_const_charp text) { (void)png, (void)text; }

static void read_input(png_structp png, png_bytep to, png_size_t count) {
  Input *input = png_get_io_ptr(png);
  if (count > input->count - input->at) png_error(png, "the file ends early");
  memcpy(to, input->bytes + input->at, count);
  input->at += count;
}

static void write_output(png_structp png, png_bytep from, png_size_t count) {
  Output *output = png_get_io_ptr(png);
  if (count > output->capacity - output->count) {
    size_t capacity = (output->capacity + count) * 2;
    uint8_t *bytes = realloc(output->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    output->bytes = bytes, output->capacity = capacity;
  }
  memcpy(output->bytes + output->count, from, count);
  output->count += count;
}

static void flush_output(png_structp png) { (void)png; }

// How the decoded rows lie in memory.
typedef struct {
  int samples;      // a pixel: 1 to 4
  int deep;         // two bytes a sample, the high one first
  int clips;        // 16 bit grey without alpha: Pillow's convert clips, where all else keeps the high byte
  int has_alpha;
} Layout;

static uint8_t sample(const uint8_t *pixel, int index, const Layout *layout) {
  if (!layout->deep) return pixel[index];
  const uint8_t *both = pixel + 2 * index;
  return layout->clips && both[0] ? 255 : both[layout->clips ? 1 : 0];
}

static void spread_row(
    const uint8_t *row, uint32_t width, const Layout *layout, int channels, size_t plane, uint8_t *to) {
  int colours = layout->samples - layout->has_alpha;
  for (uint32_t x = 0; x < width; x++) {
    const uint8_t *pixel = row + (size_t)x * (size_t)(layout->samples << layout->deep);
    uint8_t alpha = 255;
    // Alpha is never clipped: a key colour gives 0 or 65535, for which both ways agree.
    if (layout->has_alpha) alpha = pixel[(size_t)(layout->samples - 1) << layout->deep];
    for (int c = 0; c < channels; c++) {
      uint8_t value = sample(pixel, colours == 1 ? 0 : c, layout);
      to[(size_t)c * plane + x] = over_black(value, alpha);
    }
  }
}

int haba_png_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message) {
  Input input = {bytes, count, 0};
  uint8_t *volatile pixels = NULL;
  png_bytep *volatile rows = NULL;
  volatile int status = -1;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (!png) return snprintf(message, HABA_MESSAGE_BYTES, "libpng does not start"), -1;
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png))) goto done;
  if (!info) png_error(png, "out of memory");
  png_set_user_limits(png, width, height);
  png_set_read_fn(png, &input, read_input);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height)
    png_error(png, "the size is not the one found before");

  int type = png_get_color_type(png, info);
  int keyed = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  if (channels == 1 && (type & PNG_COLOR_MASK_COLOR))
    png_error(png, "a colour file where a grey one was found before");
  png_set_expand(png);  // palettes to RGB, 1, 2 and 4 bits to 8, a transparent colour to alpha
  png_set_interlace_handling(png);
  png_read_update_info(png, info);

  Layout layout = {
      png_get_channels(png, info), png_get_bit_depth(png, info) == 16, 0,
      (type & PNG_COLOR_MASK_ALPHA) || keyed};
  layout.clips = layout.deep && type == PNG_COLOR_TYPE_GRAY;
  int has_alpha_sample = layout.samples == 2 || layout.samples == 4;
  if (layout.has_alpha != has_alpha_sample || layout.samples > 4) png_error(png, "an unexpected pixel layout");

  size_t stride = png_get_rowbytes(png, info);
  if (stride < (size_t)width * (size_t)(layout.samples << layout.deep)) png_error(png, "an unexpected row size");
  size_t plane = (size_t)width * height;
  if (png_get_interlace_type(png, info) == PNG_INTERLACE_NONE) {
    pixels = malloc(stride);
    if (!pixels) png_error(png, "out of memory");
    for (uint32_t y = 0; y < height; y++) {
      png_read_row(png, pixels, NULL);
      spread_row(pixels, width, &layout, channels, plane, planes + (size_t)y * width);
    }
  } else {
    pixels = malloc(stride * height);
    rows = malloc(sizeof(png_bytep) * height);
    if (!pixels || !rows) png_error(png, "out of memory");
    for (uint32_t y = 0; y < height; y++) rows[y] = pixels + (size_t)y * stride;
    png_read_image(png, rows);
    for (uint32_t y = 0; y < height; y++)
      spread_row(rows[y], width, &layout, channels, plane, planes + (size_t)y * width);
  }
  png_read_end(png, NULL);
  status = 0;
done:
  free(pixels);
  free(rows);
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

int haba_png_encode(
    const uint8_t *planes, int channels, uint32_t width, uint32_t height, uint8_t **out, size_t *out_count,
    char *message) {
  Output output = {NULL, 0, 0};
  volatile int status = -1;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (!png) return snprintf(message, HABA_MESSAGE_BYTES, "libpng does not start"), -1;
  png_infop info = png_create_info_struct(png);
  uint8_t *row = malloc((size_t)width * (size_t)channels);
  if (setjmp(png_jmpbuf(png))) goto done;
  if (!info || !row) png_error(png, "out of memory");
  png_set_write_fn(png, &output, write_output, flush_output);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(
      png, info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 9);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
  png_write_info(png, info);
  size_t plane = (size_t)width * height;
  for (uint32_t y = 0; y < height; y++) {
    for (uint32_t x = 0; x < width; x++)
      for (int c = 0; c < channels; c++)
        row[(size_t)x * (size_t)channels + (size_t)c] = planes[(size_t)c * plane + (size_t)y * width + x];
    png_write_row(png, row);
  }
  png_write_end(png, NULL);
  status = 0;
done:
  free(row);
  png_destroy_write_struct(&png, &info);
  if (status) free(output.bytes), output.bytes = NULL, output.count = 0;
  *out = output.bytes;
  *out_count = output.count;
  return status;
}

void haba_free(void *memory) { free(memory); }
