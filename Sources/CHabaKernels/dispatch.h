#pragma once
// One body, several instruction sets: the loader picks the best that the processor has.
#if defined(__x86_64__) && defined(__linux__)
#define HABA_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HABA_DISPATCH
#endif

// What several of them share is compiled for the instruction set of whoever calls it.
#define INLINE static inline __attribute__((always_inline))

// Sixteen lanes: one AVX-512 register, two of AVX2, four of SSE or NEON.
typedef float haba_lanes __attribute__((vector_size(64), aligned(4)));
