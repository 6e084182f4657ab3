#include "CHabaMemory.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static void (*volatile on_refusal)(size_t);

void haba_memory_on_refusal(void (*handler)(size_t bytes)) { on_refusal = handler; }

static size_t append(char *line, size_t length, const char *text) {
  size_t added = strlen(text);
  memcpy(line + length, text, added);
  return length + added;
}

void haba_memory_say_refusal(const char *prefix, size_t bytes) {
  char digits[32], line[256];
  size_t at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = (char)('0' + bytes % 10);
  while ((bytes /= 10) > 0);
  size_t length = strlen(prefix) < 64 ? append(line, 0, prefix) : 0;
  length = append(line, length, "habazip: error: not enough memory: the system refused ");
  length = append(line, length, digits + at);
  length = append(line, length, " bytes more; allow more (ulimit -v), or give smaller or fewer images\n");
  for (size_t done = 0; done < length;) {
    ssize_t count = write(STDERR_FILENO, line + done, length - done);
    if (count > 0) {
      done += (size_t)count;
    } else if (errno != EINTR) {
      return;
    }
  }
}

// A sanitizer has its own allocator, and other C libraries have other names.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HABA_OTHER_ALLOCATOR
#endif
#endif

#if defined(__GLIBC__) && !defined(HABA_OTHER_ALLOCATOR)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void __attribute__((noinline, cold)) refused(size_t bytes) {
  int number = errno;
  void (*handler)(size_t) = on_refusal;
  if (handler) handler(bytes);
  errno = number;
}

void *malloc(size_t bytes) {
  void *result = __libc_malloc(bytes);
  if (__builtin_expect(result == NULL, 0)) refused(bytes);
  return result;
}

void *calloc(size_t count, size_t bytes) {
  void *result = __libc_calloc(count, bytes);
  if (__builtin_expect(result == NULL, 0)) {
    size_t all;
    refused(__builtin_mul_overflow(count, bytes, &all) ? SIZE_MAX : all);
  }
  return result;
}

void *realloc(void *old, size_t bytes) {
  void *result = __libc_realloc(old, bytes);
  // Of nothing at all, NULL is the answer.
  if (__builtin_expect(result == NULL && bytes > 0, 0)) refused(bytes);
  return result;
}

static void *aligned(size_t alignment, size_t bytes) {
  void *result = __libc_memalign(alignment, bytes);
  if (__builtin_expect(result == NULL, 0)) refused(bytes);
  return result;
}

void *memalign(size_t alignment, size_t bytes) { return aligned(alignment, bytes); }

void *aligned_alloc(size_t alignment, size_t bytes) { return aligned(alignment, bytes); }

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *block = aligned(alignment, bytes);
  if (!block) return ENOMEM;
  *result = block;
  return 0;
}

#endif
