#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "CHabaBLAS.h"

// As cblas.h has them.
enum { RowMajor = 101, NoTrans = 111, Trans = 112 };
typedef void (*Multiply)(int order, int a_trans, int b_trans, int m, int n, int k, float alpha, const float *a, int lda,
                         const float *b, int ldb, float beta, float *y, int ldy);

static Multiply multiply;
// What OpenBLAS itself takes and returns its work space with: exported, though no header names them.
static void *(*take_buffer)(int);
static void (*return_buffer)(void *);
static long most_buffers;
static char reason[512];
static char kind[128];

// A product takes one buffer of this size and hands it back; the library keeps it for the next. Where none is free and
// memory is short, the library asks for one again and again, for ever: hence all of what follows.
static const long buffer_bytes = 128L << 20;
// The library itself, and those that it needs.
static const long library_bytes = 64L << 20;
enum { MostProven = 4096 };

long haba_blas_buffer_bytes(void) { return buffer_bytes; }

const char *haba_blas_reason(void) { return reason; }

const char *haba_blas_kind(void) { return kind; }

// The library's version, as its configuration's first two words tell it, and the processor whose kernels it has chosen.
static void find_kind(void *library, const char *configuration) {
  char *(*core_name)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
  const char *core = core_name ? core_name() : NULL;
  char version[64] = "OpenBLAS";
  char number[48];
  if (configuration && sscanf(configuration, "OpenBLAS %47s", number) == 1) {
    snprintf(version, sizeof version, "OpenBLAS %s", number);
  }
  snprintf(kind, sizeof kind, "%s %s", version, core ? core : "unknown");
}

// How many blocks of `bytes` the system would give now, up to `count`, with `room` to spare.
static long fitting(long count, long bytes, long room) {
  static void *blocks[MostProven];
  const int access = PROT_READ | PROT_WRITE, kind = MAP_PRIVATE | MAP_ANONYMOUS;
  if (count > MostProven) count = MostProven;
  void *spare = room > 0 ? mmap(NULL, room, access, kind, -1, 0) : NULL;
  if (spare == MAP_FAILED) return 0;
  long fit = 0;
  while (fit < count && (blocks[fit] = mmap(NULL, bytes, access, kind, -1, 0)) != MAP_FAILED) fit++;
  for (long i = 0; i < fit; i++) munmap(blocks[i], bytes);
  if (spare) munmap(spare, room);
  return fit;
}

static void *open_library(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library) return library;
    // The first is the one to be told of.
    const char *text = dlerror();
    if (i == 0) snprintf(reason, sizeof reason, "%s", text ? text : "unknown");
  }
  return NULL;
}

// Sets one thread for the library's start, whatever the user has set for other programs; gives the old value back after.
static void *open_with_one_thread(void) {
  const char *name = "OPENBLAS_NUM_THREADS";
  const char *set = getenv(name);
  char *kept = set ? strdup(set) : NULL;
  setenv(name, "1", 1);
  void *library = open_library();
  if (kept) {
    setenv(name, kept, 1);
  } else {
    unsetenv(name);
  }
  free(kept);
  return library;
}

HabaBLASStatus haba_blas_open(void) {
  if (multiply) return HabaBLASReady;
  if (fitting(1, library_bytes + buffer_bytes, 0) == 0) return HabaBLASNoMemory;
  void *library = open_with_one_thread();
  if (!library) return HabaBLASMissing;
  Multiply found = (Multiply)dlsym(library, "cblas_sgemm");
  if (!found) {
    snprintf(reason, sizeof reason, "it has no cblas_sgemm");
    dlclose(library);
    return HabaBLASMissing;
  }
  take_buffer = (void *(*)(int))dlsym(library, "blas_memory_alloc");
  return_buffer = (void (*)(void *))dlsym(library, "blas_memory_free");
  // It may have been in the process before, with threads of its own.
  int (*threads)(void) = (int (*)(void))dlsym(library, "openblas_get_num_threads");
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (threads && set_threads && threads() != 1) set_threads(1);
  // It lists twice as many buffers as it was built for threads, but 50 in any case.
  char *(*configuration)(void) = (char *(*)(void))dlsym(library, "openblas_get_config");
  const char *told = configuration ? configuration() : NULL;
  find_kind(library, told);
  const char *text = told ? strstr(told, "MAX_THREADS=") : NULL;
  long built = text ? strtol(text + strlen("MAX_THREADS="), NULL, 10) : 0;
  most_buffers = built > 25 && built < MostProven / 2 ? 2 * built : 50;
  multiply = found;
  return HabaBLASReady;
}

long haba_blas_reserve(long wanted, long held) {
  if (wanted > most_buffers) wanted = most_buffers;
  // Without its own functions nothing makes it take a second one but two products at the same time.
  if (!take_buffer || !return_buffer) wanted = 1;
  if (wanted <= held) return held;
  // One is needed to work at all; more only where as much again stays for the work.
  long count = held + fitting(wanted - held, buffer_bytes, buffer_bytes);
  if (count == 0) count = fitting(1, buffer_bytes, 0);
  if (count <= held) return held;
  if (!take_buffer || !return_buffer) {
    const float one = 1;
    float product = 0;
    haba_blas_multiply(&one, 0, &one, 0, &product, 1, 1, 1, 0);
    return count;
  }
  static void *buffers[MostProven];
  for (long i = 0; i < count; i++) buffers[i] = take_buffer(0);
  for (long i = 0; i < count; i++) return_buffer(buffers[i]);
  return count;
}

void haba_blas_multiply(const float *a, int a_transposed, const float *b, int b_transposed, float *y, int m, int n,
                        int k, int adding) {
  multiply(RowMajor, a_transposed ? Trans : NoTrans, b_transposed ? Trans : NoTrans, m, n, k, 1, a,
           a_transposed ? m : k, b, b_transposed ? k : n, adding ? 1 : 0, y, n);
}
