#include "CHabaImage.h"
int haba_image_placeholder(void) { return 0; }
