#include "dispatch.h"
#include "include/CHabaKernels.h"

const char *haba_kernel_kind(void) {
#if defined(__x86_64__) && defined(__linux__)
  // As the loader chooses between the clones of HABA_DISPATCH.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
  return "x86-64";
#else
  return "portable";
#endif
}
