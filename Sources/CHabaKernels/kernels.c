#include "CHabaKernels.h"
int haba_kernels_placeholder(void) { return 0; }
