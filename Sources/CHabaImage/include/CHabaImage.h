// Pictures in and out of memory by libpng, libjpeg and libwebp, for Swift.
//
// The first two report errors by longjmp, which must not cross Swift frames: every jump starts and ends in this
// target. Every function returns 0, or -1 with one line in `message`.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define HABA_MESSAGE_BYTES 200

/// Decodes a PNG into `channels` planes of `width * height` bytes, 1 plane for a grey file alone.
///
/// The size must be the one that the file declares: the caller has checked it, and `planes` has the room for it.
int haba_png_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message);

/// Encodes 1 or 3 planes as an 8 bit PNG; the caller frees `*out` by `haba_free`.
int haba_png_encode(
    const uint8_t *planes, int channels, uint32_t width, uint32_t height, uint8_t **out, size_t *out_count,
    char *message);

/// Decodes a JPEG, as `haba_png_decode` does a PNG.
int haba_jpeg_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message);

/// Decodes a WebP, the first picture of an animation on its canvas, into 3 planes of the size that it declares.
int haba_webp_decode(
    const uint8_t *bytes, size_t count, int channels, uint32_t width, uint32_t height, uint8_t *planes,
    char *message);

/// Encodes 1 plane (grey), 3 (RGB) or 4 (CMYK, inverted as Adobe writes it) as a JPEG; freed by `haba_free`.
int haba_jpeg_encode(
    const uint8_t *planes, int channels, uint32_t width, uint32_t height, int quality, int progressive,
    uint8_t **out, size_t *out_count, char *message);

/// Frees what an encoder gave.
void haba_free(void *memory);
