// What the decoders share.
#pragma once
#include <stdint.h>

// Alpha over black, to the nearest level.
static inline uint8_t over_black(uint8_t value, uint8_t alpha) {
  return (uint8_t)(((unsigned)value * alpha + 127) / 255);
}
