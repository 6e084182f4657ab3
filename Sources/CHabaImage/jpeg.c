#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "CHabaImage.h"

// A progressive file of a few kilobytes can ask for thousands of passes over a large picture.
enum { most_scans = 200 };

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf jump;
  char *message;
} Errors;

static void on_error(j_common_ptr jpeg) {
  Errors *errors = (Errors *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  snprintf(errors->message, HABA_MESSAGE_BYTES, "%s", text);
  longjmp(errors->jump, 1);
}

static void fail(j_common_ptr jpeg, const char *text) {
  Errors *errors = (Errors *)jpeg->err;
  snprintf(errors->message, HABA_MESSAGE_BYTES, "%s", text);
  longjmp(errors->jump, 1);
}

// libjpeg fills what is missing with grey and warns; here that is an error. Warnings that leave the picture whole
// (stray bytes between markers, an odd JFIF version) are none.
static void on_warning(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  switch (jpeg->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      on_error(jpeg);
      break;
    default:
      jpeg->err->num_warnings++;
  }
}

static void on_output(j_common_ptr jpeg) { (void)jpeg; }

static void start_errors(Errors *errors, char *message) {
  jpeg_std_error(&errors->base);
  errors->base.error_exit = on_error;
  errors->base.emit_message = on_warning;
  errors->base.output_message = on_output;
  errors->message = message;
}

static void on_progress(j_common_ptr jpeg) {
  if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > most_scans)
    fail(jpeg, "more than 200 scans");
}

static void source_start(j_decompress_ptr jpeg) { (void)jpeg; }
static void source_end(j_decompress_ptr jpeg) { (void)jpeg; }

static boolean source_refill(j_decompress_ptr jpeg) {
  fail((j_common_ptr)jpeg, "the file ends early");
  return FALSE;
}

static void source_skip(j_decompress_ptr jpeg, long count) {
  if (count <= 0) return;
  if ((size_t)count > jpeg->src->bytes_in_buffer) fail((j_common_ptr)jpeg, "the file ends early");
  jpeg->src->next_input_byte += count;
  jpeg->src->bytes_in_buffer -= (size_t)count;
}

// Adobe's inverted CMYK to RGB as Pillow does it: K over each ink, products of 8 bits rounded to nearest.
static uint8_t ink(uint8_t inverted_ink, uint8_t inverted_black) {
  unsigned product = (255u - inverted_ink) * inverted_black + 128;
  int value = inverted_black - (int)(((product >> 8) + product) >> 8);
  return (uint8_t)(value < 0 ? 0 : value);
}

static void spread_row(const uint8_t *row, uint32_t width, int samples, int channels, size_t plane, uint8_t *to) {
  for (uint32_t x = 0; x < width; x++) {
    const uint8_t *pixel = row + (size_t)x * (size_t)samples;
    for (int c = 0; c < channels; c++)
      to[(size_t)c * plane + x] =
          samples == 4 ? ink(pixel[c], pixel[3]) : pixel[samples == 1 ? 0 : c];
  }
}

int haba_jpeg_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message) {
  struct jpeg_decompress_struct jpeg;
  Errors errors;
  uint8_t *volatile row = NULL;
  memset(&jpeg, 0, sizeof jpeg);
  jpeg.err = &errors.base;
  start_errors(&errors, message);
  if (setjmp(errors.jump)) {
    free(row);
    jpeg_destroy_decompress(&jpeg);
    return -1;
  }
  jpeg_create_decompress(&jpeg);
  struct jpeg_source_mgr source = {
      bytes, count, source_start, source_refill, source_skip, jpeg_resync_to_restart, source_end};
  jpeg.src = &source;
  struct jpeg_progress_mgr progress = {on_progress, 0, 0, 0, 0};
  jpeg.progress = &progress;
  jpeg_read_header(&jpeg, TRUE);
  if (jpeg.image_width != width || jpeg.image_height != height)
    fail((j_common_ptr)&jpeg, "the size is not the one found before");
  int samples = jpeg.num_components;
  if (samples != 1 && samples != 3 && samples != 4)
    fail((j_common_ptr)&jpeg, "not a grey, RGB or CMYK picture");
  if (channels == 1 && samples != 1)
    fail((j_common_ptr)&jpeg, "a colour file where a grey one was found before");
  jpeg.out_color_space = samples == 1 ? JCS_GRAYSCALE : samples == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_start_decompress(&jpeg);
  row = malloc((size_t)width * (size_t)samples);
  if (!row) fail((j_common_ptr)&jpeg, "out of memory");
  size_t plane = (size_t)width * height;
  while (jpeg.output_scanline < height) {
    JSAMPROW rows[1] = {row};
    uint32_t y = jpeg.output_scanline;
    if (jpeg_read_scanlines(&jpeg, rows, 1) != 1) fail((j_common_ptr)&jpeg, "the file ends early");
    spread_row(row, width, samples, channels, plane, planes + (size_t)y * width);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  free(row);
  return 0;
}

int haba_jpeg_encode(
    const uint8_t *planes, int channels, uint32_t width, uint32_t height, int quality, int progressive,
    uint8_t **out, size_t *out_count, char *message) {
  struct jpeg_compress_struct jpeg;
  Errors errors;
  uint8_t *volatile row = NULL;
  struct {
    unsigned char *bytes;
    unsigned long count;
  } output = {NULL, 0};
  memset(&jpeg, 0, sizeof jpeg);
  jpeg.err = &errors.base;
  start_errors(&errors, message);
  if (setjmp(errors.jump)) {
    free(row);
    jpeg_destroy_compress(&jpeg);
    free(output.bytes);
    return -1;
  }
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &output.bytes, &output.count);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  row = malloc((size_t)width * (size_t)channels);
  if (!row) fail((j_common_ptr)&jpeg, "out of memory");
  size_t plane = (size_t)width * height;
  while (jpeg.next_scanline < height) {
    for (uint32_t x = 0; x < width; x++)
      for (int c = 0; c < channels; c++)
        row[(size_t)x * (size_t)channels + (size_t)c] =
            planes[(size_t)c * plane + (size_t)jpeg.next_scanline * width + x];
    JSAMPROW rows[1] = {row};
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  free(row);
  *out = output.bytes;
  *out_count = output.count;
  return 0;
}
